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

/** A command's end of a cluster's control socket. */
public final class ControlClient {
  /** What a healthy primary answers in. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final ControlDirectory directory;
  private final String name;

  /** For the cluster of that name. */
  public ControlClient(ControlDirectory directory, String name) {
    this.directory = directory;
    this.name = name;
  }

  /** {@return the cluster's name} */
  public String name() {
    return name;
  }

  /**
   * Asks what is answered at once.
   *
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or does not answer
   */
  public Answer ask(Request request) throws IOException {
    return ask(request, PATIENCE, _ -> {});
  }

  /**
   * Asks what may take as long as it does.
   *
   * @param progress is told all answers but the last
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or ends before it has answered
   */
  public Answer watch(Request request, Consumer<Answer> progress) throws IOException {
    return ask(request, null, progress);
  }

  /**
   * The same, for as long as there is patience.
   *
   * @throws ControlException also if the time is over
   */
  public Answer watch(Request request, Duration limit, Consumer<Answer> progress)
      throws IOException {
    return ask(request, limit, progress);
  }

  /**
   * Asks what may take as long as it does, but only a primary that answers at all: one that is
   * stopped would leave us waiting, and do it much later.
   *
   * @param progress is told all answers but the last
   * @return the last answer
   * @throws ControlException if the cluster cannot be reached or ends before it has answered
   */
  public Answer watchLive(Request request, Consumer<Answer> progress) throws IOException {
    Answer _ = ask(new Request.Status());
    return watch(request, progress);
  }

  private Answer ask(Request request, @Nullable Duration limit, Consumer<Answer> progress)
      throws IOException {
    String line = Protocol.write(request) + "\n"; // before: a fresh JVM may take seconds for it
    Connecting connecting = new Connecting(directory.socket(name), name);
    try (SocketChannel channel = connecting.connect(PATIENCE)) {
      CompletableFuture<Void> timer = limit == null ? null : closeAfter(channel, limit);
      try {
        return talk(channel, line, progress);
      } catch (ClosedChannelException e) { // by the timer
        throw new ControlException(
            "cluster '"
                + name
                + "' has not answered for "
                + Objects.requireNonNullElse(limit, PATIENCE).toSeconds()
                + " s: its primary is stopped (SIGSTOP) or overloaded; try again when that is over",
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
            // it is closed all the same
          }
        },
        CompletableFuture.delayedExecutor(limit.toMillis(), TimeUnit.MILLISECONDS));
  }

  private Answer talk(SocketChannel channel, String line, Consumer<Answer> progress)
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
      // the other side has hung up, and may have said why
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
          "cluster '"
              + name
              + "' answered what this prefork does not understand ("
              + e.getMessage()
              + "): use the prefork that started it, or start it again with this one",
          e);
    } catch (IOException e) {
      throw new ControlException(hungUp(" (" + IoReason.of(e) + ")"), e);
    }
    throw new ControlException(hungUp(""));
  }

  private String hungUp(String reason) {
    return "cluster '"
        + name
        + "' hung up before it had answered"
        + reason
        + ": its primary has ended meanwhile, or is another user's; prefork ls shows what runs";
  }
}
