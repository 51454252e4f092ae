/** Several JVM workers on the same server ports, and a supervisor for them. */
@SuppressWarnings("module") // prefork-netty is compiled later
module dev.prefork {
  requires java.management;
  requires jdk.management;
  requires jdk.unsupported;
  requires static org.jspecify;

  exports dev.prefork;
  exports dev.prefork.model;
  exports dev.prefork.supervisor;
  exports dev.prefork.supervisor.model;
  exports dev.prefork.internal.nio to
      dev.prefork.netty;
}
