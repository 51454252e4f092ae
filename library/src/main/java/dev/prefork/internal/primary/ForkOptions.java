package dev.prefork.internal.primary;

import dev.prefork.internal.host.WorkerVariables;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.model.PortRules;
import dev.prefork.model.Serialization;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * On what terms a worker lives.
 *
 * @param grace how long it may wait for its connections
 * @param threadGrace how long the application's threads may go on after that
 * @param serialization how messages are written
 * @param maxQueued how many bytes may wait to be sent, in either direction
 * @param maxConnections how many it may have open, {@link Integer#MAX_VALUE} for no limit
 * @param dropMaxConnections whether it closes those beyond
 * @param ports what it binds by itself is among them
 * @param held whether it gets no connections before it is let
 * @param uid the user that it becomes, null for the primary's
 * @param gid the group that it becomes, null for the primary's
 */
public record ForkOptions(
    Duration grace,
    Duration threadGrace,
    Serialization serialization,
    long maxQueued,
    int maxConnections,
    boolean dropMaxConnections,
    PortRules ports,
    boolean held,
    @Nullable Integer uid,
    @Nullable Integer gid) {
  private static final Duration MAX = Duration.ofMillis(Long.MAX_VALUE);

  /** True if it is to be another user, or in another group, than the primary. */
  boolean changesUser() {
    return uid != null || gid != null;
  }

  /** Whose rights to files it has. */
  FileUser fileUser() {
    return new FileUser(uid, gid);
  }

  /** As the worker reads them. */
  Map<String, String> variables() {
    Map<String, String> variables = new HashMap<>();
    variables.put(WorkerVariables.GRACE, millis(grace));
    variables.put(WorkerVariables.THREAD_GRACE, millis(threadGrace));
    variables.put(WorkerVariables.SERIALIZATION, serialization.shortName());
    variables.put(WorkerVariables.MAX_QUEUED, Long.toString(maxQueued));
    if (maxConnections < Integer.MAX_VALUE) {
      String limit = Integer.toString(maxConnections);
      variables.put(WorkerVariables.LIMIT, dropMaxConnections ? limit + " drop" : limit);
    }
    if (!ports.equals(PortRules.NONE)) {
      variables.put(WorkerVariables.PORTS, ports.toString());
    }
    if (held) {
      variables.put(WorkerVariables.HELD, "true");
    }
    if (uid != null) {
      variables.put(WorkerVariables.UID, uid.toString());
    }
    if (gid != null) {
      variables.put(WorkerVariables.GID, gid.toString());
    }
    return variables;
  }

  private static String millis(Duration time) {
    return Long.toString((time.compareTo(MAX) < 0 ? time : MAX).toMillis());
  }
}
