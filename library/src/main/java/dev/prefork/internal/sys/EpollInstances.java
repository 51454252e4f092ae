package dev.prefork.internal.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The epoll instances of this process, which belong to the JDK and to other code. Not thread-safe.
 */
public final class EpollInstances {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final String EPOLL = "anon_inode:[eventpoll]";

  private final Libc libc = new Libc();
  private final Struct event = libc.allocate(Epoll.EVENT_SIZE);
  private List<Integer> numbers = List.of();

  /** Finds the instances that are open now. */
  public void refresh() throws IOException {
    List<Integer> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : all) {
        if (isEpoll(descriptor)) {
          found.add(Integer.parseInt(descriptor.getFileName().toString()));
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    numbers = List.copyOf(found);
  }

  private static boolean isEpoll(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString().equals(EPOLL);
    } catch (IOException e) {
      return false; // closed since the directory was read
    }
  }

  /**
   * Unregisters a descriptor from all instances.
   *
   * @param younger instances that may have been opened since {@link #refresh}
   * @return the instances in which it was registered
   */
  public List<Integer> removeFromAll(int descriptor, Set<Integer> younger) {
    Set<Integer> all = new LinkedHashSet<>(numbers);
    all.addAll(younger);
    return all.stream().filter(epoll -> remove(epoll, descriptor)).toList();
  }

  /**
   * Registers a descriptor with its own number as data, as the JDK and Netty do.
   *
   * @return false if the instance was closed, or its owner has registered the descriptor meanwhile
   */
  public boolean add(int epoll, int descriptor, int events) {
    event.putInt(0, events);
    event.putLong(Epoll.DATA, descriptor);
    return libc.epollCtl(epoll, Epoll.EPOLL_CTL_ADD, descriptor, event) >= 0;
  }

  /**
   * Unregisters a descriptor from one instance.
   *
   * @return false if it was not registered there
   */
  public boolean remove(int epoll, int descriptor) {
    return libc.epollCtl(epoll, Epoll.EPOLL_CTL_DEL, descriptor, event) >= 0;
  }
}
