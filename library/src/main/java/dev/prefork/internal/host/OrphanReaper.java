package dev.prefork.internal.host;

import dev.prefork.internal.sys.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What is expected of process 1, the first of a container: every process whose parent has ended
 * becomes its child, and when that ends it stays a zombie until process 1 has collected it.
 *
 * <p>The JDK collects the children that it has started, each by a thread that waits for it, and
 * knows nothing of others. To tell them apart: one that is a zombie when this looks, and still is a
 * while later, nobody waits for. So a {@link Process} never loses its exit code.
 */
public final class OrphanReaper {
  private static final long INTERVAL_MILLIS = 2000;
  private static final String ZOMBIE = "Z";
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private Set<ProcessHandle> zombies = Set.of();

  private OrphanReaper() {}

  /** Begins, if this is process 1 and has not begun yet. */
  public static void startIfInit() {
    if (ProcessHandle.current().pid() == 1 && STARTED.compareAndSet(false, true)) {
      Thread.ofPlatform().daemon().name("prefork-reaper").start(new OrphanReaper()::run);
    }
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        reapZombies();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; then it is meant
    }
  }

  private void reapZombies() {
    Set<ProcessHandle> now = new HashSet<>();
    ProcessHandle.current().children().filter(OrphanReaper::isZombie).forEach(now::add);
    for (ProcessHandle zombie : now) {
      if (zombies.contains(zombie)) { // the same process: its start time counts as well
        Processes.reap(zombie.pid());
      }
    }
    zombies = now;
  }

  private static boolean isZombie(ProcessHandle child) {
    try {
      String stat = Files.readString(Path.of("/proc/" + child.pid() + "/stat"));
      return stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith(ZOMBIE);
    } catch (IOException e) {
      return false; // collected meanwhile
    }
  }
}
