package dev.prefork.cli.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  /** Whether somebody listens: true also for one that does not come to accept. */
  static boolean isAlive(Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false); // a stopped one with many clients would have us wait
      channel.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      if (Files.exists(socket)) {
        throw e;
      }
      return false;
    }
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

  private Answer ask(Request request, @Nullable Duration limit, Consumer<Answer> progress)
      throws IOException {
    try (SocketChannel channel = connect()) {
      CompletableFuture<Void> timer = limit == null ? null : closeAfter(channel, limit);
      try {
        return talk(channel, request, progress);
      } catch (AsynchronousCloseException e) {
        throw new ControlException(
            "the primary of '"
                + name
                + "' does not answer: is it stopped (SIGSTOP), or overloaded?",
            e);
      } finally {
        if (timer != null) {
          timer.cancel(false);
        }
      }
    }
  }

  private SocketChannel connect() throws IOException {
    Path socket = directory.socket(name);
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (ConnectException e) {
      throw new ControlException.NotRunning(
          "cluster '" + name + "' has died: its primary was killed; start it again");
    } catch (IOException e) {
      if (!Files.exists(socket)) {
        throw new ControlException.NotRunning(
            "there is no cluster '" + name + "': prefork ls shows those there are");
      }
      throw new ControlException("connecting to " + socket + " failed: " + e.getMessage(), e);
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

  private Answer talk(SocketChannel channel, Request request, Consumer<Answer> progress)
      throws IOException {
    ByteBuffer line =
        ByteBuffer.wrap((Protocol.write(request) + "\n").getBytes(StandardCharsets.UTF_8));
    while (line.hasRemaining()) {
      channel.write(line);
    }
    LineReader answers = new LineReader(channel);
    while (true) {
      String text = answers.readLine();
      if (text == null) {
        throw new ControlException("the primary of '" + name + "' ended before it had answered");
      }
      Answer answer = Protocol.readAnswer(text);
      if (answer.isLast()) {
        return answer;
      }
      progress.accept(answer);
    }
  }
}
