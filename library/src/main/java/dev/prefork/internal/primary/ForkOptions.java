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
 * The options of one worker, which it receives in its environment.
 *
 * @param grace the grace period for its connections
 * @param threadGrace how long the application's threads may run after that
 * @param serialization the format of messages
 * @param maxQueued the maximum number of bytes queued for sending, in each direction
 * @param maxConnections the maximum number of open connections, {@link Integer#MAX_VALUE} for no
 *     limit
 * @param dropMaxConnections whether the worker closes connections above the limit
 * @param ports the ports with another policy, and the ports that the worker binds by itself
 * @param moveConnections whether its connections may move to other workers
 * @param held whether the worker gets no connections before it is admitted
 * @param uid the user id to switch to, null for the primary's
 * @param gid the group id to switch to, null for the primary's
 */
public record ForkOptions(
    Duration grace,
    Duration threadGrace,
    Serialization serialization,
    long maxQueued,
    int maxConnections,
    boolean dropMaxConnections,
    PortRules ports,
    boolean moveConnections,
    boolean held,
    @Nullable Integer uid,
    @Nullable Integer gid) {
  private static final Duration MAX = Duration.ofMillis(Long.MAX_VALUE);

  /** {@return true if the worker runs as another user or group than the primary} */
  boolean changesUser() {
    return uid != null || gid != null;
  }

  /** {@return the user whose file permissions the worker has} */
  FileUser fileUser() {
    return new FileUser(uid, gid);
  }

  /** {@return the options as environment variables} */
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
    if (!moveConnections) {
      variables.put(WorkerVariables.MOVE_CONNECTIONS, "off");
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
