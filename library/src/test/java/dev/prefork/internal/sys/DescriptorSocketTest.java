package dev.prefork.internal.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.prefork.internal.sys.sockets.Sockets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DescriptorSocketTest {
  private static final int ROOM_FOR_PRLIMIT = 50;
  private static final byte[] BYTES = {1, 2, 3, 4, 5};

  private final long before = Descriptors.count();
  private final Sockets sockets = new Sockets();
  private final DescriptorSocket io = new DescriptorSocket(16);
  private final byte[] buffer = new byte[16];
  private Fd[] pair;
  private Fd[] attached;

  @BeforeEach
  void connect() throws ErrnoException {
    pair = sockets.pair();
    attached = sockets.pair();
  }

  @AfterEach
  void noDescriptorIsLeft() {
    for (int i = 0; i < 2; i++) {
      pair[i].close();
      attached[i].close();
    }
    io.close();
    assertThat(Descriptors.count()).isEqualTo(before);
  }

  @Test
  void bytesArriveAndNothingElse() throws ErrnoException {
    assertThat(receive()).isEqualTo(DescriptorSocket.NOT_NOW);
    assertThat(io.send(pair[0].number(), BYTES, 1, 3)).isEqualTo(3);
    assertThat(io.receive(pair[1].number(), buffer, 2, 14)).isEqualTo(3);
    assertThat(buffer).startsWith(0, 0, 2, 3, 4);
    assertThat(io.takeDescriptors()).isEmpty();
    assertThat(io.lostDescriptors()).isFalse();
  }

  @Test
  void oneCallMovesAtMostWhatItHasMemoryFor() throws ErrnoException {
    assertThat(io.send(pair[0].number(), new byte[100], 0, 100)).isEqualTo(16);
    assertThat(io.send(pair[0].number(), new byte[100], 0, 100)).isEqualTo(16);
    assertThat(io.receive(pair[1].number(), new byte[100], 0, 100)).isEqualTo(16);
  }

  @Test
  void oneReceiveEndsAtADescriptorsBytes() throws ErrnoException {
    send(0);
    sendWith(attached[0]);
    sendWith(attached[1]);
    send(0);
    assertThat(receive()).isEqualTo(10);
    assertThat(identities(io.takeDescriptors())).containsExactly(identity(attached[0]));
    assertThat(io.takeDescriptors()).isEmpty();
    assertThat(receive()).isEqualTo(5);
    assertThat(identities(io.takeDescriptors())).containsExactly(identity(attached[1]));
    assertThat(receive()).isEqualTo(5);
    assertThat(io.takeDescriptors()).isEmpty();
  }

  @Test
  void aDescriptorComesWithTheFirstOfItsBytes() throws ErrnoException {
    sendWith(attached[0]);
    assertThat(io.receive(pair[1].number(), buffer, 0, 1)).isEqualTo(1);
    assertThat(identities(io.takeDescriptors())).containsExactly(identity(attached[0]));
    assertThat(receive()).isEqualTo(4);
    assertThat(io.takeDescriptors()).isEmpty();
  }

  @Test
  void aDescriptorThatNobodyTookIsClosedByTheNextReceive() throws ErrnoException {
    sendWith(attached[0]);
    receive();
    long descriptors = Descriptors.count();
    receive();
    assertThat(Descriptors.count()).isEqualTo(descriptors - 1);
    sendWith(attached[0]);
    receive();
    // and the last by closing: see noDescriptorIsLeft
  }

  @Test
  void aFullSocketTakesNothing() throws ErrnoException {
    int sent = 0;
    while (send(0) > 0) {
      sent++;
    }
    assertThat(sent).isPositive();
    assertThat(sendWith(attached[0])).isEqualTo(DescriptorSocket.NOT_NOW);
    int received = 0;
    while (receive() > 0) {
      received += 1;
      assertThat(io.takeDescriptors()).isEmpty();
    }
    assertThat(received).isPositive();
    assertThat(sendWith(attached[0])).isEqualTo(5);
  }

  @Test
  void theEndComesAfterTheLastBytes() throws ErrnoException {
    send(0);
    pair[0].close();
    assertThat(receive()).isEqualTo(5);
    assertThat(receive()).isEqualTo(DescriptorSocket.END);
    assertThat(receive()).isEqualTo(DescriptorSocket.END);
  }

  @Test
  void aPeerThatWentWithoutReadingIsTheEndToo() throws ErrnoException {
    send(0);
    io.send(pair[1].number(), BYTES, 0, 5);
    pair[0].close();
    assertThat(receive()).isEqualTo(5);
    assertThat(receive()).isEqualTo(DescriptorSocket.END);
  }

  @Test
  void sendingToNobodyFailsWithoutASignal() {
    pair[1].close();
    assertThatThrownBy(() -> send(0))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("sendmsg on descriptor " + pair[0].number() + " failed: Broken pipe (EPIPE)");
  }

  @Test
  void whatIsReceivedIsClosedInChildren() throws Exception {
    sendWith(attached[0]);
    receive();
    Fd received = io.takeDescriptors().getFirst();
    List<String> info = Files.readAllLines(Path.of("/proc/self/fdinfo/" + received.number()));
    received.close();
    assertThat(info).anySatisfy(line -> assertThat(line).matches("flags:\\s+02\\d{6}")); // CLOEXEC
  }

  @Test
  void aDescriptorThatThereIsNoRoomForIsReportedAsLost() throws Exception {
    sendWith(attached[0]);
    sendWith(attached[1]);
    String limit = limit();
    try {
      setLimit(highestNumber() + ROOM_FOR_PRLIMIT + ":");
      List<Fd> fillers = fillUp();
      int count = receive();
      boolean lost = io.lostDescriptors();
      List<Fd> received = io.takeDescriptors();
      fillers.forEach(Fd::close);
      assertThat(count).isEqualTo(5);
      assertThat(lost).isTrue();
      assertThat(received).isEmpty();
    } finally {
      setLimit(limit + ":");
    }
    assertThat(receive()).isEqualTo(5);
    assertThat(io.lostDescriptors()).isFalse();
    assertThat(identities(io.takeDescriptors())).containsExactly(identity(attached[1]));
  }

  private List<Fd> fillUp() {
    List<Fd> fillers = new ArrayList<>();
    try {
      while (true) {
        fillers.add(sockets.duplicate(pair[0].number()));
      }
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EMFILE);
    }
    return fillers;
  }

  private static int highestNumber() throws IOException {
    try (var all = Files.list(Path.of("/proc/self/fd"))) {
      return all.mapToInt(path -> Integer.parseInt(path.getFileName().toString()))
          .max()
          .orElseThrow();
    }
  }

  private static String limit() throws Exception {
    return prlimit("--nofile", "--output=SOFT", "--noheadings").strip();
  }

  private static void setLimit(String limit) throws Exception {
    prlimit("--nofile=" + limit);
  }

  private static String prlimit(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("prlimit", "--pid"));
    command.add(Long.toString(ProcessHandle.current().pid()));
    command.addAll(List.of(words));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String text = String.join("\n", process.inputReader().readAllLines());
      assumeTrue(process.waitFor() == 0, text);
      return text;
    } catch (IOException e) {
      assumeTrue(false, "prlimit is not installed: " + e.getMessage());
      throw e;
    }
  }

  private int send(int offset) throws ErrnoException {
    return io.send(pair[0].number(), BYTES, offset, 5);
  }

  private int sendWith(Fd fd) throws ErrnoException {
    return io.send(pair[0].number(), BYTES, 0, 5, fd.number());
  }

  private int receive() throws ErrnoException {
    return io.receive(pair[1].number(), buffer, 0, 16);
  }

  private static String identity(Fd fd) {
    return Descriptors.identity(fd);
  }

  /** Closes them as well. */
  private static List<String> identities(List<Fd> fds) {
    List<String> identities = fds.stream().map(Descriptors::identity).toList();
    fds.forEach(Fd::close);
    return identities;
  }
}
