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
 * The cluster of this process: Node's {@code cluster} module.
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
 * <p>A worker runs the same program as the primary, with the same JVM options and arguments, unless
 * the {@link Settings} say otherwise. Its server sockets listen through the primary, which
 * distributes the connections among the workers.
 *
 * <p>All methods may be called on any thread, and none waits for a worker. A method that needs the
 * primary throws {@link IllegalStateException} in a worker.
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

  /** Defers the creation of the primary to its first use: a worker needs none. */
  private static final class Holder {
    static final PrimaryCluster PRIMARY = new PrimaryCluster();
  }

  /**
   * Returns whether this process is the primary. Node's {@code isPrimary}.
   *
   * @return true in every process that {@link #fork()} did not start, including a process that a
   *     worker started in another way
   */
  public static boolean isPrimary() {
    return THIS_WORKER == null;
  }

  /**
   * Returns the same as {@link #isPrimary()}. Node's {@code isMaster}.
   *
   * @return whether this process is the primary
   * @deprecated Use {@link #isPrimary()}. Node has deprecated the name, too.
   */
  @Deprecated
  @SuppressWarnings(
      "InlineMeSuggester") // an annotation of a build tool would be a dependency of users
  public static boolean isMaster() {
    return isPrimary();
  }

  /**
   * Returns whether this process is a worker. Node's {@code isWorker}.
   *
   * @return true in a process that {@link #fork()} started
   */
  public static boolean isWorker() {
    return !isPrimary();
  }

  /**
   * Returns this process as a worker. Node's {@code cluster.worker}.
   *
   * @return the worker, or null in the primary
   */
  public static @Nullable Worker worker() {
    return THIS_WORKER;
  }

  /**
   * Forks a worker with the current {@link #settings()}. Node's {@code fork}.
   *
   * @return the worker, before it is online; {@link Online} and {@link Listening} follow
   * @throws UncheckedIOException if the process cannot be started, or the directory or a file of
   *     the settings does not exist or cannot be used
   * @throws IllegalArgumentException if {@link Settings#inspectPort} supplies an invalid port
   * @throws UnsupportedOperationException if Prefork does not support this platform
   * @throws IllegalStateException in a worker, or if the primary's command line cannot be repeated;
   *     the message has the reason
   */
  public static Worker fork() {
    return fork(Map.of());
  }

  /**
   * Forks a worker with environment variables. Node's {@code fork(env)}.
   *
   * @param environment variables for the worker, in addition to those of the primary
   * @return the worker, as {@link #fork()} returns it
   */
  public static Worker fork(Map<String, String> environment) {
    return fork(environment, List.of());
  }

  /**
   * Forks a worker with environment variables and JVM options. Node has no counterpart of the
   * options.
   *
   * @param environment variables for the worker, in addition to those of the primary
   * @param jvmOptions options for the worker's JVM, after those of {@link Settings#execArgv()} or
   *     of the primary
   * @return the worker, as {@link #fork()} returns it
   */
  public static Worker fork(Map<String, String> environment, List<String> jvmOptions) {
    return primary().fork(null, environment, jvmOptions);
  }

  /**
   * Forks a worker with other settings than {@link #settings()}, which do not change. So several
   * parts of a program can fork different workers. Node has no counterpart: its settings are those
   * of the process.
   *
   * @param settings the settings for this worker alone
   * @param environment variables for the worker, in addition to those of the primary
   * @param jvmOptions options for the worker's JVM, after those of {@link Settings#execArgv()} or
   *     of the primary
   * @return the worker, as {@link #fork()} returns it
   * @throws IllegalStateException as {@link #fork()}, or if the settings change a value that the
   *     first fork has fixed: the policy, the ports or the maximum message size
   */
  public static Worker fork(
      Settings settings, Map<String, String> environment, List<String> jvmOptions) {
    return primary().fork(settings, environment, jvmOptions);
  }

  /**
   * Returns the workers that have not both disconnected and exited. Node's {@code cluster.workers}.
   *
   * @return an unmodifiable snapshot, sorted by worker number
   */
  public static Map<Integer, Worker> workers() {
    return primary().workers();
  }

  /**
   * Returns how many connections have been redispatched: another worker accepted them because the
   * one they were first meant for drained, died or became unresponsive. Node has no counterpart.
   *
   * @return the number of connections since the primary started
   */
  public static long redispatched() {
    return primary().redispatched();
  }

  /**
   * Returns how many established connections have moved to another worker. Node has no counterpart.
   *
   * @return the number of connections since the primary started
   */
  public static long moved() {
    return primary().moved();
  }

  /**
   * Moves established connections from workers that have more than the mean to those that have
   * fewer. Moves about a tenth of them every 0.1 s, each between two requests. A connection that
   * has moved within the last minute stays, as do those of ports with the policy {@code STICKY} or
   * {@code LEAST_CONNECTIONS}. A worker's {@linkplain Worker#weight weight} determines its part of
   * the connections. In the primary only; any thread. Node has no counterpart.
   *
   * @return completes with the number of connections that were asked to move; 0 if the workers have
   *     almost equally many
   * @throws IllegalStateException in a worker
   */
  public static CompletableFuture<Integer> rebalance() {
    return primary().rebalance();
  }

  /**
   * Replaces the settings for later forks, and publishes {@link Setup}. To keep some of the
   * settings, start from {@link #settings()}.
   *
   * @param settings the new settings
   * @throws IllegalStateException in a worker, or if the settings change a value that the first
   *     fork has fixed: the policy, the ports or the maximum message size
   */
  public static void setupPrimary(Settings settings) {
    primary().setup(settings);
  }

  /**
   * Changes some settings for later forks, keeps the others, and publishes {@link Setup}, as in
   * {@code Cluster.setupPrimary(s -> s.withSilent(true))}. The change is atomic: no other thread
   * can change the settings meanwhile. Node's {@code setupPrimary}.
   *
   * @param change returns the new settings, given the current ones; called on this thread
   * @throws IllegalStateException in a worker, or if the settings change a value that the first
   *     fork has fixed: the policy, the ports or the maximum message size
   */
  public static void setupPrimary(UnaryOperator<Settings> change) {
    primary().setup(change);
  }

  /**
   * Returns the settings for the next fork. Node's {@code cluster.settings}.
   *
   * @return the settings of the last {@link #setupPrimary}; before the first call, the defaults
   * @throws IllegalArgumentException if a system property or environment variable of Prefork has an
   *     invalid value; the message has its name, the value and the reason
   * @throws IllegalStateException in a worker
   */
  public static Settings settings() {
    return primary().settings();
  }

  /**
   * Returns the policy of the {@link #settings()}. The system property {@code
   * prefork.schedulingPolicy} has the initial value; without it the variable {@code
   * PREFORK_SCHED_POLICY}, or else {@code NODE_CLUSTER_SCHED_POLICY}; without any of them it is
   * {@link SchedulingPolicy#ROUND_ROBIN}. Node's {@code cluster.schedulingPolicy}.
   *
   * @return the policy
   * @throws IllegalArgumentException as {@link #settings()}
   * @throws IllegalStateException in a worker
   */
  public static SchedulingPolicy schedulingPolicy() {
    return settings().schedulingPolicy();
  }

  /**
   * Drains all workers, see {@link Worker#disconnect()}. Node's {@code cluster.disconnect}.
   *
   * @return completes on the thread of the listeners, when the last worker has disconnected and
   *     exited, the ports are closed, and the listeners have been called. A listener must not wait
   *     for it
   * @throws IllegalStateException in a worker
   */
  public static CompletableFuture<Void> disconnect() {
    return primary().disconnect();
  }

  /**
   * Returns a provider of sockets that are not shared, as in {@code
   * Cluster.exclusive().openServerSocketChannel()}. If a second worker binds the same port, it gets
   * "Address already in use". The primary is not involved: no {@link Listening} is published, and a
   * draining worker does not wait for connections of such sockets. Node's {@code exclusive} of
   * {@code listen}.
   *
   * @return the JDK's provider in a worker; in the primary, the default provider of the process
   */
  public static SelectorProvider exclusive() {
    SelectorProvider provider = SelectorProvider.provider();
    return provider instanceof PreforkSelectorProvider shared ? shared.exclusive() : provider;
  }

  /**
   * Opens a server socket that shares a listening socket which the primary inherited, as from
   * systemd's socket activation or a shell's {@code 3<}. Connections are distributed by the {@link
   * #schedulingPolicy()}. The primary uses a duplicate and does not change or close the inherited
   * descriptor. Node's {@code listen({fd})}.
   *
   * @param descriptor the number of the descriptor in the primary
   * @return a channel that is bound and can accept connections
   * @throws java.net.BindException if the primary has no such descriptor or opened it itself, or if
   *     the descriptor is not a listening stream socket; the message has the reason
   * @throws IOException if the channel cannot be opened
   * @throws IllegalStateException in the primary, which can use {@link System#inheritedChannel()}
   *     for descriptor 0
   */
  public static ServerSocketChannel inheritedServerSocket(int descriptor) throws IOException {
    if (THIS_WORKER == null) {
      throw new IllegalStateException(
          "cannot share an inherited socket in the primary: call this in a worker, or use"
              + " System.inheritedChannel()");
    }
    return InheritedServer.open(descriptor);
  }

  /**
   * Declares in a worker that its program is ready to serve, which publishes {@link Ready} in the
   * primary. Prefork's primary does nothing else; a program that forks held workers ({@link
   * Settings#withHeld}) can wait for the event. Only the first call has an effect. Node has no
   * counterpart; pm2 has {@code process.send('ready')}.
   *
   * @throws IllegalStateException in the primary
   */
  public static void ready() {
    if (THIS_WORKER == null) {
      throw new IllegalStateException(
          "cannot call Cluster.ready() in the primary: call it in a worker");
    }
    THIS_WORKER.ready();
  }

  /**
   * Adds a listener for events of all workers. Node's {@code cluster.on}.
   *
   * @param type the class of the events; {@link ClusterEvent} for all
   * @param listener the listener, called on the thread of the listeners, one event at a time. An
   *     exception that it throws goes to the handler of {@link #onListenerError}, or else to the
   *     log
   * @param <E> the type of the events
   * @throws IllegalStateException in a worker, or for {@link Drop}, which is published in workers
   *     only
   */
  public static <E extends ClusterEvent> void on(Class<E> type, Consumer<? super E> listener) {
    primary().listeners().add(type, listener);
  }

  /**
   * Sets the handler for exceptions that listeners of events and messages throw in this process,
   * which may be the primary or a worker. Such an exception stops nothing: the other listeners are
   * called, and later events are published. Without a handler, the logger {@code dev.prefork} logs
   * it at level ERROR. In Node an uncaught exception ends the process; a handler can do the same.
   *
   * @param handler replaces the previous handler; null for the log. It is called on the thread of
   *     the listeners, with the event and the exception. An exception that it throws itself is
   *     logged
   */
  public static void onListenerError(
      @Nullable BiConsumer<? super ClusterEvent, ? super Throwable> handler) {
    Listeners.onError(handler);
  }

  /**
   * Allows objects of the program's own classes in messages with {@link
   * dev.prefork.model.Serialization#ADVANCED}. JSON does not need this. Both sides must allow a
   * class before the first message with such an object. Because both run the same program, one call
   * before {@link #isPrimary()} is enough. Classes cannot be removed again. Node has no
   * counterpart, because its values contain no code.
   *
   * <p>A class must be a record or {@link java.io.Serializable}. Allowing it also allows its
   * superclasses and its arrays, but not the classes of its fields. Interfaces and abstract classes
   * are needed for arrays of them only.
   *
   * <p>Allowed from the start are strings, boxed numbers, {@code BigInteger} and {@code
   * BigDecimal}, arrays of primitives; the collections of {@code java.util}, including those of
   * {@code List.of} and {@code Collections}, and the concurrent maps, sets and lists; sorted
   * collections in natural or reverse order; {@code java.time}, {@code Date}, {@code UUID}, {@code
   * URI}, {@code Locale}, {@code Currency}, {@code Pattern}, {@code BitSet}, Internet addresses and
   * atomic numbers; and all exceptions and enums of the module {@code java.base}.
   *
   * <p>Security: do not allow a class whose {@code readObject} does more than restore the object.
   * The other side controls its input.
   *
   * @param types the classes to allow
   * @throws IllegalArgumentException if a class is neither a record nor Serializable
   */
  public static void allowInMessages(Class<?>... types) {
    AllowedClasses.allow(types);
  }

  private static PrimaryCluster primary() {
    if (THIS_WORKER != null) {
      throw new IllegalStateException(
          "cannot manage workers in " + THIS_WORKER + ": call this in the primary");
    }
    return Holder.PRIMARY;
  }
}
