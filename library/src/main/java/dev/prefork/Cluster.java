package dev.prefork;

import dev.prefork.internal.codec.object.AllowedClasses;
import dev.prefork.internal.nio.InheritedServer;
import dev.prefork.internal.nio.PreforkSelectorProvider;
import dev.prefork.internal.worker.WorkerRuntime;
import dev.prefork.model.SchedulingPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * This process's cluster: Node's {@code cluster} module.
 *
 * <pre>{@code
 * if (Cluster.isPrimary()) {
 *   for (int i = 0; i < 4; i++) Cluster.fork();
 *   Cluster.on(Exit.class, exit -> Cluster.fork());
 * } else {
 *   HttpServer.create(new InetSocketAddress(8000), 0).start();
 * }
 * }</pre>
 *
 * <p>A worker runs the same program as the primary, with the same options and arguments. Its server
 * sockets listen through the primary, which spreads the connections.
 *
 * <p>All methods may be called on any thread. Those that concern the primary throw {@link
 * IllegalStateException} in a worker.
 */
public final class Cluster {
  private static final @Nullable LocalWorker THIS_WORKER = thisWorker();

  private Cluster() {}

  private static @Nullable LocalWorker thisWorker() {
    WorkerRuntime runtime = WorkerRuntime.current();
    if (runtime == null) {
      return null;
    }
    LocalWorker worker = new LocalWorker(runtime);
    runtime.listen(worker);
    return worker;
  }

  /** Made when it is first used: a worker needs none of it. */
  private static final class Holder {
    static final PrimaryCluster PRIMARY = new PrimaryCluster();
  }

  /**
   * Asks which side this is.
   *
   * @return true in every process that was not started by {@link #fork()}; also in a process that a
   *     worker started by itself
   */
  public static boolean isPrimary() {
    return THIS_WORKER == null;
  }

  /**
   * The old name of {@link #isPrimary()}.
   *
   * @return the same
   * @deprecated Node has renamed it, too
   */
  @Deprecated
  @SuppressWarnings(
      "InlineMeSuggester") // an annotation of a build tool would be a dependency of users
  public static boolean isMaster() {
    return isPrimary();
  }

  /**
   * Asks which side this is.
   *
   * @return true in a process that {@link #fork()} started
   */
  public static boolean isWorker() {
    return !isPrimary();
  }

  /**
   * This process as a worker.
   *
   * @return null in the primary
   */
  public static @Nullable Worker worker() {
    return THIS_WORKER;
  }

  /**
   * Starts a worker.
   *
   * @return at once; the worker is online and listens some time later, see {@link Online} and
   *     {@link Listening}
   * @throws UncheckedIOException if the process cannot be started, or the directory or a file of
   *     the {@link #settings()} is not to be had
   * @throws IllegalArgumentException if {@link Settings#inspectPort} gives a number that is no port
   * @throws UnsupportedOperationException on a platform that Prefork does not run on
   * @throws IllegalStateException in a worker; or if the primary's own command line cannot be
   *     repeated, with the reason
   */
  public static Worker fork() {
    return fork(Map.of());
  }

  /**
   * Starts a worker with variables of its own.
   *
   * @param environment what differs from the primary's environment
   * @return see {@link #fork()}
   */
  public static Worker fork(Map<String, String> environment) {
    return fork(environment, List.of());
  }

  /**
   * Starts a worker with variables and JVM options of its own.
   *
   * @param environment what differs from the primary's environment
   * @param jvmOptions come behind those of {@link Settings#execArgv()}, or of the primary
   * @return see {@link #fork()}
   */
  public static Worker fork(Map<String, String> environment, List<String> jvmOptions) {
    return primary().fork(null, environment, jvmOptions);
  }

  /**
   * Forks a worker with settings of its own. They apply to this fork alone: {@link #settings()}
   * stays as it is, so that several parts of a program can fork different workers. Node has no
   * counterpart; there, settings are process-wide.
   *
   * @param settings the settings of this worker
   * @param environment variables for the worker, in addition to those of this process
   * @param jvmOptions options for its JVM, in addition to {@link Settings#execArgv()}
   * @return see {@link #fork()}
   * @throws IllegalStateException if the settings change what the first fork has fixed: the
   *     scheduling policy, the ports, and the maximum message size
   */
  public static Worker fork(
      Settings settings, Map<String, String> environment, List<String> jvmOptions) {
    return primary().fork(settings, environment, jvmOptions);
  }

  /**
   * The workers that have not both disconnected and exited.
   *
   * @return a snapshot, by id
   */
  public static Map<Integer, Worker> workers() {
    return primary().workers();
  }

  /**
   * How many connections have been <em>served on</em>: the worker that was to have them left, hung
   * or died before it accepted them, and another accepted them. Node has no such figure.
   *
   * @return the count since the primary started
   */
  public static long redispatched() {
    return primary().redispatched();
  }

  /**
   * Changes how later workers are forked. Start from {@link #settings()} to change some and keep
   * the others. Each call is told as a {@link Setup}.
   *
   * @param settings the new ones
   * @throws IllegalStateException if they change what the first fork has fixed
   */
  public static void setupPrimary(Settings settings) {
    primary().setup(settings);
  }

  /**
   * Changes some settings for later forks and keeps the others, as Node's {@code setupPrimary}
   * does: {@code Cluster.setupPrimary(s -> s.withSilent(true))}. No change of another thread comes
   * between.
   *
   * @param change from the settings as they are to the new ones
   * @throws IllegalStateException if they change what the first fork has fixed
   */
  public static void setupPrimary(UnaryOperator<Settings> change) {
    primary().setup(change);
  }

  /**
   * The settings for the next fork.
   *
   * @return the defaults, or what {@link #setupPrimary} was given last
   * @throws IllegalArgumentException if a system property or variable of ours has a value that
   *     means nothing: the message has its name, the value and the reason
   */
  public static Settings settings() {
    return primary().settings();
  }

  /**
   * Who chooses the worker for a connection. It is part of the {@link #settings()}; the system
   * property {@code prefork.schedulingPolicy} or the variables {@code PREFORK_SCHED_POLICY} and
   * {@code NODE_CLUSTER_SCHED_POLICY} give the initial value.
   *
   * @return the policy
   */
  public static SchedulingPolicy schedulingPolicy() {
    return settings().schedulingPolicy();
  }

  /**
   * Lets all workers go, see {@link Worker#disconnect()}.
   *
   * @return completes when the last of them has disconnected and exited, their ports are closed,
   *     and the listeners were told: so a listener must not wait for it
   */
  public static CompletableFuture<Void> disconnect() {
    return primary().disconnect();
  }

  /**
   * Opens sockets that are this process's own: {@code
   * Cluster.exclusive().openServerSocketChannel()}. In a worker a port that is bound through it is
   * not shared: a second worker that binds it gets "Address already in use". The primary is not
   * asked, hears nothing of it ({@link Listening}), and connections that come there do not count
   * when the worker leaves. Node's {@code exclusive}.
   *
   * @return the JDK's provider; in the primary, whose sockets are all its own, the process's
   */
  public static SelectorProvider exclusive() {
    SelectorProvider provider = SelectorProvider.provider();
    return provider instanceof PreforkSelectorProvider ours ? ours.exclusive() : provider;
  }

  /**
   * Shares a listening socket that the primary has inherited under a number, as from systemd's
   * socket activation or a shell's {@code 3<}. Connections come as the {@link #schedulingPolicy()}
   * says. The primary uses a duplicate and leaves the socket itself alone. Node's {@code
   * listen({fd})}.
   *
   * @param descriptor the number in the primary's process
   * @return a channel that is bound, to be accepted from
   * @throws IOException if the primary has no such descriptor, it is no listening stream socket, or
   *     the primary has not inherited it but opened it itself; a {@link java.net.BindException}
   *     with the reason
   * @throws IllegalStateException in the primary, where {@link System#inheritedChannel()} gives
   *     descriptor 0
   */
  public static ServerSocketChannel inheritedServerSocket(int descriptor) throws IOException {
    if (THIS_WORKER == null) {
      throw new IllegalStateException(
          "only workers share an inherited socket; this is the primary, see"
              + " System.inheritedChannel()");
    }
    return InheritedServer.open(descriptor);
  }

  /**
   * In a worker: tells the primary that the program is ready to serve, as a {@link Ready} event.
   * That is all it does: who forks held workers ({@link Settings#withHeld}) may wait for it. Only
   * the first call counts.
   *
   * @throws IllegalStateException in the primary
   */
  public static void ready() {
    if (THIS_WORKER == null) {
      throw new IllegalStateException("only a worker gets ready; this is the primary");
    }
    THIS_WORKER.ready();
  }

  /**
   * Adds a listener for events of all workers.
   *
   * @param type which events; {@link ClusterEvent} for all
   * @param listener called on the events' thread, one event after the other. What it throws goes to
   *     the handler of {@link #onListenerError}, or to the log
   * @param <E> which events
   * @throws IllegalStateException in a worker; or for {@link Drop}, which only workers have
   */
  public static <E extends ClusterEvent> void on(Class<E> type, Consumer<? super E> listener) {
    primary().listeners().add(type, listener);
  }

  /**
   * Handles what listeners throw, of events and messages, in this process; either side. An
   * exception or error of a listener ends nothing: the other listeners of the event are called, and
   * later events are published. Without a handler it is logged at level ERROR, by the logger {@code
   * dev.prefork}. In Node it would end the process: a handler may do the same.
   *
   * @param handler called in place of the log, on the listener's thread, with the event and what
   *     was thrown. What it throws itself is logged. It replaces the one before; null for the log
   */
  public static void onListenerError(
      @Nullable BiConsumer<? super ClusterEvent, ? super Throwable> handler) {
    Listeners.onError(handler);
  }

  /**
   * Allows objects of the program's own classes in messages that are sent as objects ({@code
   * advanced} serialization); JSON needs none of this. Both sides have to allow a class, each of
   * them for itself, before the first message with such an object. As they run the same program,
   * one call does, made before the program asks which side it is. The list only grows.
   *
   * <p>A class is a record (which need not be {@link java.io.Serializable}), or Serializable: an
   * enum, an exception, any other. With it, its superclasses are allowed and arrays of it; what
   * else its objects hold is not. An interface or abstract class is only needed for arrays of it.
   *
   * <p>Without being allowed there may be: strings, boxed numbers, {@code BigInteger} and {@code
   * BigDecimal}, arrays of primitives; the collections of {@code java.util}, with {@code List.of}
   * and what {@code Collections} makes, the concurrent maps, sets and lists; sorted collections in
   * natural or reverse order; {@code java.time}, {@code Date}, {@code UUID}, {@code URI}, {@code
   * Locale}, {@code Currency}, {@code Pattern}, {@code BitSet}, Internet addresses, atomic numbers;
   * and all exceptions and enums of the module {@code java.base}.
   *
   * <p>Allow no class whose reading does more than restore it: what the other side sends is what
   * its {@code readObject} is given. Node needs no such list, as its values have no code.
   *
   * @param types the classes
   * @throws IllegalArgumentException if one is neither Serializable nor a record
   */
  public static void allowInMessages(Class<?>... types) {
    AllowedClasses.allow(types);
  }

  private static PrimaryCluster primary() {
    if (THIS_WORKER != null) {
      throw new IllegalStateException(
          "only the primary forks and sees the workers; this is " + THIS_WORKER);
    }
    return Holder.PRIMARY;
  }
}
