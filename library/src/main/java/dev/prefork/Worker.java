package dev.prefork;

import dev.prefork.model.BindFailure;
import dev.prefork.model.ExitStatus;
import dev.prefork.model.HealthReport;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker: in the primary as {@link Cluster#fork()} returns it, in the worker itself as {@link
 * Cluster#worker()}. Node's {@code Worker}.
 *
 * <p>All methods may be called on any thread, and none waits for the other side. Actions that are
 * attached to a future of {@link #send}, {@link #disconnect()}, {@link #probe}, {@link #health()}
 * or {@link #mainStack()} run on a thread that Prefork needs for nothing else.
 */
public sealed interface Worker permits RemoteWorker, LocalWorker {
  /**
   * Returns the worker's number. Node's {@code worker.id}.
   *
   * @return the number, counted from 1 and never reused by this primary
   */
  int id();

  /**
   * Returns the worker's process. Node's {@code worker.process}.
   *
   * @return a handle of the process; in the worker, of the current process
   */
  ProcessHandle process();

  /**
   * Returns the process id of the worker.
   *
   * @return the process id
   */
  default long pid() {
    return process().pid();
  }

  /**
   * Returns the stream that the worker reads as its standard input.
   *
   * @return the stream; null unless {@link Settings#silent} or {@link Settings#stdio} make standard
   *     input a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable OutputStream stdin();

  /**
   * Returns the stream that the worker writes as its standard output. Read it: a worker blocks when
   * the pipe is full.
   *
   * @return the stream; null unless {@link Settings#silent} or {@link Settings#stdio} make standard
   *     output a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable InputStream stdout();

  /**
   * Returns the stream that the worker writes as its standard error. Read it: a worker blocks when
   * the pipe is full.
   *
   * @return the stream; null unless {@link Settings#silent} or {@link Settings#stdio} make standard
   *     error a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable InputStream stderr();

  /**
   * Sends a message to the other side: in the primary to this worker, in a worker to the primary.
   * The other side receives it as {@link Message}. Node's {@code worker.send}.
   *
   * <p>A message consists of records, maps with string keys, lists, arrays, strings, numbers,
   * booleans, enums and null, and is sent as JSON; with {@link
   * dev.prefork.model.Serialization#ADVANCED}, it is any object of the allowed classes.
   *
   * <p>The call never blocks. If the sender is faster than the receiver, the futures are not done
   * yet and {@link #queuedBytes()} grows; wait for the futures then.
   *
   * @param message the value to send
   * @return completes when the operating system has accepted the message, not when it is read;
   *     fails with an {@link IOException} if the channel is closed, or if more than {@link
   *     Settings#maxQueued} bytes would wait
   * @throws IllegalArgumentException if the message contains a value that cannot be sent; the
   *     message of the exception has the path of the value
   */
  CompletableFuture<Void> send(@Nullable Object message);

  /**
   * Sends a message together with a channel. The other side gets a channel for the same socket as
   * {@link Message#handle()}. Node's {@code send(message, handle)}.
   *
   * <p>The channel then belongs to the receiver: it is closed on this side when the message has
   * been written, without notifying the socket's peer. If the message cannot be written, the
   * channel stays open. With {@link SendOption#KEEP_OPEN} it always stays open. Bytes that this
   * side has already read are not sent along.
   *
   * @param message the value to send
   * @param handle a {@link java.nio.channels.SocketChannel}, {@link
   *     java.nio.channels.ServerSocketChannel} or {@link java.nio.channels.DatagramChannel} of the
   *     JDK. A socket channel that is not kept open must not be registered with a selector
   * @param options {@link SendOption#KEEP_OPEN}, or none
   * @return as {@link #send(Object)}; fails also if the channel is closed or is already being sent
   * @throws IllegalArgumentException if the message or this kind of channel cannot be sent
   * @throws IllegalStateException if this process was started without {@code --add-opens
   *     java.base/sun.nio.ch=ALL-UNNAMED}. Workers get the option from the primary; a primary must
   *     be started with it
   */
  CompletableFuture<Void> send(
      @Nullable Object message, SelectableChannel handle, SendOption... options);

  /**
   * Returns how many bytes of messages wait to be written. Beyond {@link Settings#maxQueued},
   * {@link #send} fails. Node returns a boolean from {@code send} instead.
   *
   * @return the number of bytes
   */
  long queuedBytes();

  /**
   * Drains the worker and ends it. The worker gets no new connections, waits until its connections
   * have ended (at most {@link Settings#disconnectGrace}), closes its server sockets and its
   * channel, runs its shutdown hooks, and exits with code 0. Connections that it had not accepted
   * are redispatched. Further calls have no effect. Node's {@code worker.disconnect}.
   *
   * <p>Closing the server sockets ends accept loops with the usual exception; if the program does
   * not catch it, it is not reported and does not change the exit code. If the worker is still
   * starting, it exits with code 0, too: a thread that binds through the primary blocks until the
   * process ends.
   *
   * <p>The application's own threads do not delay the exit: the process ends when the {@link
   * Disconnect} listeners have returned. With {@link Settings#threadGrace} it ends, also with code
   * 0, when the last non-daemon thread ends or the time is over. Node waits without a limit, as
   * with {@link Settings#NO_LIMIT}. The end of the primary does not end a worker that is in this
   * state.
   *
   * @return completes when the channel is closed
   */
  CompletableFuture<Void> disconnect();

  /**
   * Drains the worker and ends it with SIGTERM, so that the application stops as it would without
   * Prefork. The worker gets no new connections, and those that it had not accepted are
   * redispatched. Then it gets SIGTERM: its shutdown hooks run, and a server's own graceful stop
   * with them. The JVM stays until no request is in progress (at most {@link
   * Settings#disconnectGrace}). The exit code is 143, unless the application chooses another. A
   * worker that has not begun to accept, and whose main method has not returned, exits with code 0
   * without the signal, and runs its shutdown hooks. Further calls have no effect. After {@link
   * #disconnect()}, this method still stops the worker. Node has no counterpart.
   *
   * <p>A request is in progress on a connection if the client sent last, or has not received all
   * data yet. Other connections are closed when they have been quiet for 1 s, or for 5 s if request
   * and response were too close together for the kernel to record their order. So a response that
   * pauses for longer can be cut. After a third of the grace period, a client that keeps sending
   * requests is disconnected between two of them. Connections of Unix-domain sockets count as in
   * progress while they are open.
   *
   * <p>A JVM that is already shutting down continues to do so. A worker that is unresponsive, or
   * whose signal handler ignores SIGTERM, does not end: kill it when its time is over. With {@code
   * -Xrs} the JVM exits instead of handling SIGTERM, which runs the same shutdown hooks.
   *
   * @return completes when the channel is closed, which is when the process ends
   */
  CompletableFuture<Void> stop();

  /**
   * Lets the worker's process exit, with code 0, when its last non-daemon thread ends. Without this
   * call a worker runs as long as it is connected, even after its main method has returned. Running
   * listeners are completed; messages that arrive when no other thread is left can be lost. A
   * thread that a {@link Message} listener started earlier may have inherited daemon status. Node's
   * {@code process.channel.unref()}. In the worker only.
   *
   * @throws IllegalStateException in the primary
   */
  void unref();

  /**
   * Reverts {@link #unref()}. Without effect when the channel is closed. Node's {@code
   * process.channel.ref()}. In the worker only.
   *
   * @throws IllegalStateException in the primary
   */
  void ref();

  /**
   * Ends the worker without draining. In the primary this sends SIGTERM, and {@link
   * #exitedAfterDisconnect()} stays false. In the worker itself it notifies the primary, closes the
   * channel and exits with code 0, without waiting for connections or threads. Node's {@code
   * worker.kill}.
   */
  void kill();

  /**
   * Sends a signal to the worker. In the worker itself the signal is ignored, as in Node: the call
   * does the same as {@link #kill()}. Node's {@code worker.kill(signal)}.
   *
   * @param signal the signal
   * @return false if the process has already ended
   * @throws IOException if the operating system does not permit it
   */
  boolean kill(Signal signal) throws IOException;

  /**
   * Suspends the worker: it gets no connections until {@link #resume()}, on all ports that it has
   * or opens. Connections that it has not accepted are redispatched. It keeps the connections that
   * it has accepted. The suspension is in effect when the call returns, even if the worker is
   * unresponsive. In the primary only. Node has no counterpart.
   *
   * <p>There are two exceptions, in which the worker itself must stop accepting, and does so when
   * it reads its channel: sockets that all workers share ({@code NONE}, and Unix-domain sockets
   * under {@code KERNEL}), and a port under {@code KERNEL} of which it is the only worker.
   * Datagrams still reach a suspended worker.
   *
   * @return false if, because of one of the exceptions or a datagram socket, the worker can still
   *     get connections or datagrams
   * @throws IllegalStateException in the worker itself
   */
  boolean suspend();

  /**
   * Gives connections again to a worker that was {@linkplain #suspend() suspended} or forked
   * {@linkplain Settings#held() held}. Without effect on other workers. In the primary only. Node
   * has no counterpart.
   *
   * @return false if the worker drains or has exited
   * @throws IllegalStateException in the worker itself
   */
  boolean resume();

  /**
   * Gives the first connections to a worker that was forked {@linkplain Settings#held() held}. The
   * worker need not listen yet. The same as {@link #resume()}. In the primary only. Node has no
   * counterpart.
   *
   * <p>A held worker listens, and {@link Listening} is published, but it gets no connections under
   * any policy. It does get datagrams, and connections to sockets that are not shared: exclusive
   * ones and those with {@code SO_REUSEPORT}.
   *
   * @return false if the worker drains or has exited
   * @throws IllegalStateException in the worker itself
   */
  boolean admit();

  /**
   * Sets the worker's weight: its share of connections, relative to the other workers. A worker
   * with weight 0.25 gets a quarter of the connections that a worker with weight 1 gets. The weight
   * of a new worker is 1. It applies to new connections and to those that move, on all ports that
   * the worker has or opens, and is in effect when the call returns. Connections that the worker
   * has, or has been handed, stay. In the primary only. Node has no counterpart.
   *
   * <p>Weights compare workers that could get a connection: the only one gets it, whatever its
   * weight. Under {@code LEAST_CONNECTIONS}, the shares are those of the open connections. Under
   * {@code STICKY}, they are those of the client addresses: a worker whose weight rises takes
   * clients over from others, and loses none. Under {@code KERNEL_CPU}, the kernel chooses at
   * random as long as weights differ. New connections have no weight where the workers accept from
   * one socket ({@code NONE}, and Unix-domain sockets under {@code KERNEL}), and datagrams never
   * do.
   *
   * @param weight greater than 0 and at most 1
   * @return false if the worker drains or has exited
   * @throws IllegalArgumentException if the weight is not in this range
   * @throws IllegalStateException in the worker itself
   */
  boolean weight(double weight);

  /**
   * Opens a connection to this worker, as if a client had connected to one of its ports, even while
   * the worker is held or suspended. Use it for health checks. The worker sees 127.0.0.1 with
   * arbitrary ports as both addresses. In the primary only. Node has no counterpart.
   *
   * <p>If the worker does not accept the connection, it is closed: at once when the worker drains
   * or has reached {@link Settings#maxConnections()}, otherwise after 0.3 s if other workers could
   * serve. Try again then.
   *
   * @param port a TCP port on which the worker listens
   * @return completes when the worker has been handed the other end, before it accepts it. The
   *     channel is in blocking mode, and the caller must close it. Fails with an {@link
   *     IOException} that has the reason if the worker does not listen on the port
   * @throws IllegalStateException in the worker itself
   */
  CompletableFuture<SocketChannel> probe(int port);

  /**
   * Requests a health report of the worker's JVM. A separate thread in the worker answers, whatever
   * the application's threads and listeners do. So if there is no answer, the JVM itself is
   * unresponsive: the process is stopped or out of memory, or a garbage collection takes long.
   * Several requests a second are no problem; one that is sent before the previous one is answered
   * gets the same report. Node has no counterpart.
   *
   * <p>The request waits behind messages that were sent earlier. A worker does not read it while
   * its listeners have more than 16 MiB of messages to process, and a primary in that state does
   * not read answers.
   *
   * <p>A worker that ends by {@link #disconnect()} or {@link #stop()} reports its connections once
   * more. After its end, the future has that report, with the other figures of the previous one.
   *
   * @return completes with the report. Fails with an {@link IOException} if the channel is closed
   *     before there is one
   */
  CompletableFuture<HealthReport> health();

  /**
   * Requests the stack of the worker's main thread. The worker's JVM answers, whatever the
   * application's threads do. Node has no counterpart.
   *
   * @return completes with at most five frames, the innermost first, in the format of {@code
   *     StackTraceElement}; frames of the JDK below the innermost one are left out. Empty if the
   *     main method has returned. Fails with an {@link IOException} if the channel is closed
   */
  CompletableFuture<List<String>> mainStack();

  /**
   * Returns the worker's last failed attempt to bind an address through the primary, for example
   * because the port is taken. Node has no counterpart.
   *
   * @return the failure; null if there is none or the worker has begun to listen since, and always
   *     null in the worker itself, where the program gets the exception
   */
  @Nullable BindFailure bindFailure();

  /**
   * Returns whether the channel is open. Node's {@code worker.isConnected}.
   *
   * @return true from the fork until the channel is closed
   */
  boolean isConnected();

  /**
   * Returns whether the process has ended. Node's {@code worker.isDead}.
   *
   * @return true from {@link Exit} on
   */
  boolean isDead();

  /**
   * Returns whether the end of the worker was requested, which distinguishes it from an accident.
   * Node's {@code worker.exitedAfterDisconnect}.
   *
   * @return true after {@link #disconnect()} or {@link #stop()} on either side, or {@link #kill()}
   *     in the worker itself; a signal leaves it false
   */
  boolean exitedAfterDisconnect();

  /**
   * Returns the state of the worker. Node's {@code worker.state}.
   *
   * @return the current state, as the primary sees it; in the worker itself, {@link
   *     WorkerState.Online} or {@link WorkerState.Draining}
   */
  WorkerState state();

  /**
   * Returns a future for the end of the process.
   *
   * @return completes on the thread of the listeners, after the {@link Exit} listeners have been
   *     called, so a listener must not wait for it; in the worker itself, never completes
   */
  CompletableFuture<ExitStatus> onExit();

  /**
   * Adds a listener for events of this worker. In the primary, it is called before the listeners of
   * {@link Cluster#on} for the same event. A worker itself has {@link Message}, {@link Drop},
   * {@link Failure} and {@link Disconnect}; messages wait there until the first listener for them
   * is added. Node's {@code worker.on}.
   *
   * @param type the class of the events; {@link ClusterEvent} for all
   * @param listener the listener, called on the thread of the listeners, one event at a time. An
   *     exception that it throws goes to the handler of {@link Cluster#onListenerError}, or else to
   *     the log
   * @param <E> the type of the events
   * @return this worker
   * @throws IllegalStateException if such events are not published here: in a worker, all but those
   *     above; in the primary, {@link Setup} and {@link Drop}
   */
  <E extends ClusterEvent> Worker on(Class<E> type, Consumer<? super E> listener);
}
