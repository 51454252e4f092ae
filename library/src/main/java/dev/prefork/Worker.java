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
 * One worker: in the primary as {@link Cluster#fork()} returns it, in the worker's own process as
 * {@link Cluster#worker()}. Node's {@code Worker}. All methods may be called on any thread.
 */
public sealed interface Worker permits RemoteWorker, LocalWorker {
  /**
   * The worker's number.
   *
   * @return unique in the primary's life, counted from 1, never reused
   */
  int id();

  /**
   * The worker's process.
   *
   * @return a handle, in the worker for itself
   */
  ProcessHandle process();

  /**
   * The worker's process id.
   *
   * @return as the operating system gave it
   */
  default long pid() {
    return process().pid();
  }

  /**
   * What the worker reads on its standard input.
   *
   * @return null unless {@link Settings#silent} or {@link Settings#stdio} have made it a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable OutputStream stdin();

  /**
   * What the worker writes to its standard output. Read it: a worker whose pipe is full waits.
   *
   * @return null unless {@link Settings#silent} or {@link Settings#stdio} have made it a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable InputStream stdout();

  /**
   * What the worker writes to its standard error. Read it: a worker whose pipe is full waits.
   *
   * @return null unless {@link Settings#silent} or {@link Settings#stdio} have made it a pipe
   * @throws IllegalStateException in the worker itself
   */
  @Nullable InputStream stderr();

  /**
   * Sends a message to the other side: in the primary to this worker, in a worker to the primary.
   *
   * <p>A message is made of records, maps with string keys, lists, arrays, strings, numbers,
   * booleans, enums and null; it is sent as JSON and arrives as {@link Message#body()}.
   *
   * <p>It never waits. A sender that is faster than its receiver sees futures that are not done and
   * {@link #queuedBytes}, and should wait for them.
   *
   * @param message what to send
   * @return completes when the operating system has taken the message, not when it is read; fails
   *     with an {@link IOException} if the channel is closed, or if too much waits already. What is
   *     attached to it runs on a thread of its own
   * @throws IllegalArgumentException if the message contains something else, with its path
   */
  CompletableFuture<Void> send(@Nullable Object message);

  /**
   * Sends a message together with a channel: the other side gets one for the same socket, as {@link
   * Message#handle()}, with this message and in the order of all messages. Node's {@code
   * send(message, handle)}.
   *
   * <p>The channel is the receiver's then: it is closed here, without a word to the socket's peer,
   * when the message is written. If it cannot be written the channel stays open, and the sender's.
   * With {@link SendOption#KEEP_OPEN} both sides have it.
   *
   * <p>What this side has read from it already does not go with it.
   *
   * @param message what to send
   * @param handle a {@link java.nio.channels.SocketChannel}, {@link
   *     java.nio.channels.ServerSocketChannel} or {@link java.nio.channels.DatagramChannel} of the
   *     JDK's; a socket channel must not be registered with a selector unless it is kept
   * @param options {@link SendOption#KEEP_OPEN} or none
   * @return as {@link #send(Object)}; fails also if the channel is closed or is being sent already
   * @throws IllegalArgumentException if the message or this kind of channel cannot be sent
   * @throws IllegalStateException if this process lacks {@code --add-opens
   *     java.base/sun.nio.ch=ALL-UNNAMED}, which workers are given and a primary has to be
   */
  CompletableFuture<Void> send(
      @Nullable Object message, SelectableChannel handle, SendOption... options);

  /**
   * How far the other side is behind.
   *
   * @return how many bytes of messages wait to be written. Beyond {@link Settings#maxQueued}
   *     messages are refused
   */
  long queuedBytes();

  /**
   * Lets the worker go: it gets nothing new, waits until the connections that it was given have
   * ended (for {@link Settings#disconnectGrace} at most), closes its server sockets and its
   * channel, and ends with code 0, running its shutdown hooks. Connections that it had not accepted
   * go to other workers. A second call does nothing.
   *
   * <p>An accept loop ends when the server sockets are closed, by the usual exception; if nobody
   * catches it, it is not reported and does not change the exit code. A thread that binds through
   * the primary while the worker is leaving waits for its end, so that a worker that is told while
   * it starts ends with code 0, too.
   *
   * <p>What the application does in threads of its own is not waited for: when the channel is
   * closed and the {@link Disconnect} listeners have run, the process ends. With {@link
   * Settings#threadGrace} it may go on for so long: the process ends when the last thread ends that
   * is no daemon, or when the time is over, with code 0 in either case. In Node it goes on until
   * nothing is left to do: that is {@link Settings#NO_LIMIT}. A primary that ends meanwhile does
   * not end it.
   *
   * @return completes when the channel is closed
   */
  CompletableFuture<Void> disconnect();

  /**
   * Lets the worker go as the application expects it. It gets nothing new, and what it had not
   * accepted goes to other workers, as with {@link #disconnect()}. Then it gets a SIGTERM: its
   * shutdown hooks run, and so does what a server does to stop gracefully. The JVM stays until no
   * request is being executed, for {@link Settings#disconnectGrace} at most. The exit code is 143,
   * unless the application ends with another. A worker that has not begun to accept, and whose main
   * method has not returned, ends with code 0 and without the signal; its shutdown hooks run.
   *
   * <p>A connection is in use as long as its client has spoken last, or has not got yet all that
   * was sent to it. One that is not is ended when it has been quiet for a second. (For five, if
   * question and answer came within a few milliseconds: the system does not tell then which was
   * first.) So a response that pauses for longer may be cut. From a third of the grace period on, a
   * client that keeps asking is cut off between two requests. Of Unix-domain sockets this is not
   * known: they are in use while they are open.
   *
   * <p>A JVM that is shutting down already goes on doing so. Nobody is waited for whose signal
   * handler ignores SIGTERM, or who hangs: kill it when its time is over. With {@code -Xrs} the JVM
   * has no use for SIGTERM and exits instead, which runs the same hooks. A second call does
   * nothing; after a {@link #disconnect()} the worker stops all the same. Node has no such method.
   *
   * @return completes when the channel is closed, which is when the process ends
   */
  CompletableFuture<Void> stop();

  /**
   * In the worker: lets the process end, with code 0, as soon as its threads have ended that are no
   * daemons, although it is connected. Otherwise a worker stays while it is connected, also when
   * its main method has returned. Listeners that run are run to their end; messages that come when
   * no other thread is left may be lost. A thread that a {@link Message} listener has started
   * before may be a daemon, which threads inherit, unless it was made otherwise. Node's {@code
   * process.channel.unref()}.
   *
   * @throws IllegalStateException in the primary
   */
  void unref();

  /**
   * In the worker: takes an {@link #unref()} back. Without effect when the channel is closed.
   *
   * @throws IllegalStateException in the primary
   */
  void ref();

  /**
   * Ends the worker. In the primary this sends SIGTERM, and counts as an accident; in the worker it
   * tells the primary, closes the channel and ends with code 0, without waiting for connections or
   * threads.
   */
  void kill();

  /**
   * Sends a signal to the worker. In the worker itself the signal does not matter, as in Node: see
   * {@link #kill()}.
   *
   * @param signal which
   * @return false if the process has ended already
   * @throws IOException if the operating system does not allow it
   */
  boolean kill(Signal signal) throws IOException;

  /**
   * In the primary: gives the worker no connections until {@link #resume()}, on all ports that it
   * has or opens; and what it has not accepted goes to other workers. This is done when the call
   * returns, and the worker need not do anything for it: it may hang. What it has it keeps. Node
   * has no such method.
   *
   * <p>Where the worker accepts from a socket that all have (under {@code NONE}, and from
   * Unix-domain sockets also under {@code KERNEL}), and where it is the only worker of a port under
   * {@code KERNEL}, it stops by itself as soon as it reads its channel, which a worker that hangs
   * does not do. Datagrams it gets all the same.
   *
   * @return false if there is a port on which the worker may get connections until then, or
   *     datagrams
   * @throws IllegalStateException in the worker itself
   */
  boolean suspend();

  /**
   * In the primary: lets a worker have connections again that was {@linkplain #suspend() suspended}
   * or forked {@linkplain Settings#held() held}. Otherwise it does nothing.
   *
   * @return false if the worker has been asked to leave, or has ended
   * @throws IllegalStateException in the worker itself
   */
  boolean resume();

  /**
   * In the primary: lets a worker have its first connections that was forked {@linkplain
   * Settings#held() held}. It may be called before the worker listens. The same as {@link
   * #resume()}.
   *
   * <p>A held worker listens, and is told as {@link Listening}, but gets no connections, under any
   * policy. Datagrams it gets, and what comes to sockets that are its own: exclusive ones and those
   * with {@code SO_REUSEPORT}.
   *
   * @return see {@link #resume()}
   * @throws IllegalStateException in the worker itself
   */
  boolean admit();

  /**
   * In the primary: a connection that this very worker gets, as if it had come on a port; also
   * while it is held or suspended. To ask a worker whether it is well. The other end has the
   * address 127.0.0.1 and some port at both sides.
   *
   * <p>If the worker does not accept it, it is closed: at once when the worker leaves or is full,
   * otherwise when others could serve and 0.3 seconds are over. Try again then.
   *
   * @param port one that this worker listens on, by TCP
   * @return completes with a channel that blocks and is the caller's to close, when the worker has
   *     been handed the other end; it accepts that when it can. Fails with an {@link IOException}
   *     that says why if the worker does not listen there, or has the port under {@code NONE}. What
   *     is attached to it runs on a thread of its own
   * @throws IllegalStateException in the worker itself
   */
  CompletableFuture<SocketChannel> probe(int port);

  /**
   * Asks how the worker is. A thread of its own answers, whatever the application's threads and
   * listeners do; so no answer means that the JVM hangs: the process is stopped, or out of memory,
   * or kept in a long garbage collection. It can be asked several times a second. A question that
   * comes before the last one is answered gets the same answer.
   *
   * <p>The question waits behind messages that were sent before. A worker whose listeners are more
   * than 16 MiB of messages behind does not read on, and so does not answer; nor is anybody's
   * answer read by a primary whose listeners are. Node has no such method.
   *
   * <p>A worker that ends by {@link #disconnect()} or {@link #stop()} tells last of all how many
   * connections it has had. When it has ended that is the answer, with what it has answered before
   * to the rest.
   *
   * @return completes with the answer, never while there is none; fails with an {@link IOException}
   *     when the channel is closed without such a last answer. What is attached to it runs on a
   *     thread of its own
   */
  CompletableFuture<HealthReport> health();

  /**
   * Asks what the worker's main thread does. Its JVM answers while it can, whatever the
   * application's threads do. Node has no such method.
   *
   * @return completes with at most five frames of its stack, the innermost first, as {@code
   *     StackTraceElement} writes them; below the innermost, those of the JDK are left out. None if
   *     the main method has returned. Fails with an {@link IOException} when the channel is closed
   */
  CompletableFuture<List<String>> mainStack();

  /**
   * In the primary: which address the worker asked for last and did not get, as when a port is
   * taken. Node has no such method.
   *
   * @return null if there is none, or the worker has begun to listen since; always null in the
   *     worker itself, whose program has the exception
   */
  @Nullable BindFailure bindFailure();

  /**
   * Asks whether messages can be sent.
   *
   * @return true from the fork until the channel is closed
   */
  boolean isConnected();

  /**
   * Asks whether the process has ended.
   *
   * @return true from the {@link Exit} event on
   */
  boolean isDead();

  /**
   * Tells an end that was wanted from an accident.
   *
   * @return true once the worker was asked to {@link #disconnect()} or {@link #stop()}, or did so
   *     or killed itself; a signal leaves it false
   */
  boolean exitedAfterDisconnect();

  /**
   * Where in its life the worker is, as the primary sees it.
   *
   * @return in the worker itself: {@link WorkerState.Online} or {@link WorkerState.Draining}
   */
  WorkerState state();

  /**
   * The end of the process.
   *
   * @return completes after the {@link Exit} listeners were told, so a listener must not wait for
   *     it; never in the worker itself
   */
  CompletableFuture<ExitStatus> onExit();

  /**
   * Adds a listener for this worker's events. In the primary it is called before the cluster's own
   * listeners of the same event. In a worker there are {@link Message}, {@link Drop}, {@link
   * Failure} and {@link Disconnect}; messages wait until the first listener for them is there.
   *
   * @param type which events; {@link ClusterEvent} for all
   * @param listener called on the events' thread. What it throws goes to the handler of {@link
   *     Cluster#onListenerError}, or to the log
   * @param <E> which events
   * @return this
   * @throws IllegalStateException if there are no such events here: in a worker any but those
   *     above, in the primary {@link Setup} and {@link Drop}
   */
  <E extends ClusterEvent> Worker on(Class<E> type, Consumer<? super E> listener);
}
