package dev.prefork.internal.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds the threads of this process that wait inside a call that reads from a descriptor, and
 * interrupts the call. Not thread-safe.
 */
public final class BlockedReads {
  private static final Path TASKS = Path.of("/proc/self/task");

  /** The numbers of read, readv, recvfrom and recvmsg. */
  private static final Set<Integer> CALLS =
      Platform.isX86() ? Set.of(0, 19, 45, 47) : Set.of(63, 65, 207, 212);

  /** The JDK's own signal for this purpose, for which it has a handler without effect. */
  private static final int WAKE_UP_SIGNAL = 62;

  private final Libc libc = new Libc();
  private final int process = Math.toIntExact(ProcessHandle.current().pid());

  /**
   * Interrupts the reads that wait on any of the descriptors.
   *
   * @return the descriptors on which a thread was waiting; it may still be, if the signal was early
   * @throws IOException if the kernel does not show the calls of threads
   */
  public Set<Integer> interrupt(Set<Integer> descriptors) throws IOException {
    Set<Integer> waiting = new HashSet<>();
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        int descriptor = descriptorReadBy(task);
        if (descriptors.contains(descriptor)) {
          waiting.add(descriptor);
          int _ =
              libc.tgkill(process, Integer.parseInt(task.getFileName().toString()), WAKE_UP_SIGNAL);
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    return waiting;
  }

  private static int descriptorReadBy(Path task) throws IOException {
    Path file = task.resolve("syscall");
    try {
      return descriptorOf(Files.readString(file));
    } catch (IOException e) {
      if (Files.exists(task) && !Files.isReadable(file)) {
        throw e;
      }
      return -1; // the thread has ended
    }
  }

  /**
   * Parses {@code NUMBER 0xARGUMENT ...}, which the kernel shows for a waiting thread only.
   *
   * @return the descriptor that is read; -1 if the thread is in no such call
   */
  static int descriptorOf(String call) {
    String[] words = call.strip().split(" ", 3);
    if (words.length < 2 || !isNumber(words[0]) || !CALLS.contains(Integer.parseInt(words[0]))) {
      return -1;
    }
    return (int) Long.parseUnsignedLong(words[1].substring(2), 16);
  }

  private static boolean isNumber(String word) {
    return !word.isEmpty() && word.chars().allMatch(Character::isDigit);
  }
}
