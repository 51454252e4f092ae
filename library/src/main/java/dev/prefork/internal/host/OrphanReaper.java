package dev.prefork.internal.host;

import dev.prefork.internal.sys.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Reaps orphaned processes if this is process 1, the init process of a container. Orphans become
 * children of process 1 and stay zombies until it waits for them.
 *
 * <p>The JDK waits for the children that it started, each on its own thread. This class must not
 * take their exit codes, so it reaps a child only if it was a zombie in two consecutive checks.
 */
public final class OrphanReaper {
  private static final long INTERVAL_MILLIS = 2000;
  private static final String ZOMBIE = "Z";
  private static final AtomicBoolean STARTED = new AtomicBoolean();

  private Set<ProcessHandle> zombies = Set.of();

  private OrphanReaper() {}

  /** Starts the reaper thread if this is process 1. Further calls have no effect. */
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
      Thread.currentThread().interrupt(); // stops the thread
    }
  }

  private void reapZombies() {
    Set<ProcessHandle> now = new HashSet<>();
    ProcessHandle.current().children().filter(OrphanReaper::isZombie).forEach(now::add);
    for (ProcessHandle zombie : now) {
      if (zombies.contains(zombie)) { // handles include the start time, so a reused pid differs
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
      return false; // already reaped
    }
  }
}
