package dev.prefork;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Serialization;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of {@link Settings}, with their defaults. An instance is changed only between
 * its copying and its storing in a final field of {@link Settings}, so settings are safe to share
 * between threads.
 */
final class SettingValues implements Cloneable {
  @Nullable String exec;
  @Nullable String classPath;
  @Nullable List<String> args;
  @Nullable List<String> execArgv;
  @Nullable Path cwd;
  boolean silent;
  @Nullable List<Redirect> stdio;
  @Nullable Integer uid;
  @Nullable Integer gid;
  @Nullable IntSupplier inspectPort;
  SchedulingPolicy schedulingPolicy;
  PortRules ports;
  boolean moveConnections;
  Serialization serialization = Serialization.JSON;
  int maxMessageSize = 64 << 20;
  long maxQueued = 64 << 20;
  int maxConnections = Integer.MAX_VALUE;
  boolean dropMaxConnections;
  Duration disconnectGrace = Duration.ofSeconds(30);
  Duration threadGrace = Duration.ZERO;
  boolean held;

  SettingValues(SchedulingPolicy policy, PortRules rules, boolean moves) {
    schedulingPolicy = policy;
    ports = rules;
    moveConnections = moves;
  }

  /** {@return a changed copy} */
  SettingValues with(Consumer<SettingValues> change) {
    SettingValues copy = copy();
    change.accept(copy);
    return copy;
  }

  private SettingValues copy() {
    try {
      return (SettingValues) clone();
    } catch (CloneNotSupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private Map<String, @Nullable Object> all() {
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("exec", exec);
    all.put("classPath", classPath);
    all.put("args", args);
    all.put("execArgv", execArgv);
    all.put("cwd", cwd);
    all.put("silent", silent);
    all.put("stdio", stdio);
    all.put("uid", uid);
    all.put("gid", gid);
    all.put("inspectPort", inspectPort);
    all.put("schedulingPolicy", schedulingPolicy);
    all.put("ports", ports);
    all.put("moveConnections", moveConnections);
    all.put("serialization", serialization);
    all.put("maxMessageSize", maxMessageSize);
    all.put("maxQueued", maxQueued);
    all.put("maxConnections", maxConnections);
    all.put("dropMaxConnections", dropMaxConnections);
    all.put("disconnectGrace", disconnectGrace);
    all.put("threadGrace", threadGrace);
    all.put("held", held);
    return all;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof SettingValues values && all().equals(values.all());
  }

  @Override
  public int hashCode() {
    return all().hashCode();
  }

  @Override
  public String toString() {
    return all().toString();
  }
}
