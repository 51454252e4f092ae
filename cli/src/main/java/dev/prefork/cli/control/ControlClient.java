package dev.prefork.cli.control;

import dev.prefork.internal.host.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The client of a cluster's control socket. */
public final class ControlClient {
  /** A healthy primary answers much sooner. */
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ControlDirectory directory;
  private final String name;

  /** For the cluster with this name. */
  public ControlClient(ControlDirectory directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** {@return the cluster's name} */
  public String name() {
    return name;
  }

  /**
   * Sends a request that is answered at once.
   *
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or does not answer
   */
  public Answer ask(Request request) throws IOException {
    return ask(request, TIMEOUT, _ -> {});
  }

  /**
   * Sends a request, and waits for the last answer without a time limit.
   *
   * @param progress receives all answers but the last
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or ends before it has answered
   */
  public Answer watch(Request request, Consumer<Answer> progress) throws IOException {
    return ask(request, null, progress);
  }

  /**
   * Sends a request, and waits for the last answer up to a time limit.
   *
   * @throws ControlException also if the time limit is reached
   */
  public Answer watch(Request request, Duration limit, Consumer<Answer> progress)
      throws IOException {
    return ask(request, limit, progress);
  }

  /**
   * Like {@link #watch(Request, Consumer)}, but first makes sure that the primary answers. A
   * stopped primary would execute the request much later.
   *
   * @param progress receives all answers but the last
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or ends before it has answered
   */
  public Answer watchLive(Request request, Consumer<Answer> progress) throws IOException {
    Answer _ = ask(new Request.Status());
    return watch(request, progress);
  }

  private Answer ask(Request request, @Nullable Duration limit, Consumer<Answer> progress)
      throws IOException {
    String line =
        Protocol.write(request) + "\n"; // before connecting: in a new JVM it may take seconds
    Connector connector = new Connector(directory.socket(name), name);
    try (SocketChannel channel = connector.connect(TIMEOUT)) {
      CompletableFuture<Void> timer = limit == null ? null : closeAfter(channel, limit);
      try {
        return exchange(channel, line, progress);
      } catch (ClosedChannelException e) { // by the timer
        throw new ControlException(
            ("cluster '%s' has not answered for %d s: its primary is stopped (SIGSTOP) or"
                    + " overloaded; try again later")
                .formatted(name, Objects.requireNonNullElse(limit, TIMEOUT).toSeconds()),
            e);
      } finally {
        if (timer != null) {
          timer.cancel(false);
        }
      }
    }
  }

  private static CompletableFuture<Void> closeAfter(SocketChannel channel, Duration limit) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            channel.close();
          } catch (IOException e) {
            // closed nevertheless
          }
        },
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  private Answer exchange(SocketChannel channel, String line, Consumer<Answer> progress)
      throws IOException {
    send(channel, line);
    LineReader answers = new LineReader(channel);
    for (Answer answer = next(answers); ; answer = next(answers)) {
      if (answer.isLast()) {
        return answer;
      }
      progress.accept(answer);
    }
  }

  private static void send(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      // the primary has closed the connection, perhaps after an answer with the reason
    }
  }

  private Answer next(LineReader answers) throws IOException {
    try {
      String text = answers.readLine();
      if (text != null) {
        return Protocol.readAnswer(text);
      }
    } catch (ClosedChannelException e) {
      throw e;
    } catch (Protocol.NotUnderstood e) {
      throw new ControlException(
          ("cluster '%s' sent an answer that this prefork does not understand (%s): use the"
                  + " version that started the cluster, or start the cluster again")
              .formatted(name, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new ControlException(closed(" (" + IoReason.of(e) + ")"), e);
    }
    throw new ControlException(closed(""));
  }

  private String closed(String reason) {
    return ("cluster '%s' closed the connection without an answer%s: it has ended, or"
            + " belongs to another user; prefork ls lists all clusters")
        .formatted(name, reason);
  }
}
