package dev.prefork;

import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Serialization;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How workers are forked. Node's {@code cluster.settings}, with the same names where Node has one.
 * Immutable: each {@code with} method returns a copy. What a worker was forked with stays its own.
 */
public final class Settings {
  /** For a grace period that never ends. */
  public static final Duration NO_LIMIT = ChronoUnit.FOREVER.getDuration();

  private final SettingValues values;

  private Settings(SettingValues values) {
    this.values = values;
  }

  static Settings defaults(SchedulingPolicy policy, PortRules ports) {
    return new Settings(new SettingValues(policy, ports));
  }

  private Settings with(Consumer<SettingValues> change) {
    SettingValues copy = values.copy();
    change.accept(copy);
    return new Settings(copy);
  }

  /**
   * {@return what workers run: a {@code .jar}, a {@code .java} source file, {@code
   * module/main.Class}, or a main class; null for the primary's own program. A relative path is
   * meant against the primary's directory}
   */
  public @Nullable String exec() {
    return values.exec;
  }

  /** {@return the class path of {@link #exec()}; null for the primary's} */
  public @Nullable String classPath() {
    return values.classPath;
  }

  /** {@return the program's arguments; null for those of the primary} */
  public @Nullable List<String> args() {
    return values.args;
  }

  /**
   * {@return options for the workers' JVMs; null for the primary's, without those that only one JVM
   * can have. Nothing is left out of options that are given here; debug and JMX ports are counted
   * up in either case, and files that a JVM writes get the worker's number in their name}
   */
  public @Nullable List<String> execArgv() {
    return values.execArgv;
  }

  /**
   * {@return the directory in which workers run; null for the primary's. If it is not there {@link
   * Cluster#fork()} fails}
   */
  public @Nullable Path cwd() {
    return values.cwd;
  }

  /**
   * {@return true if the workers' standard streams are pipes to the primary, see {@link
   * Worker#stdout}; false, the default, if they are the primary's own}
   */
  public boolean silent() {
    return values.silent;
  }

  /**
   * {@return what the workers' standard input, output and error are, in this order; null to let
   * {@link #silent()} decide}
   */
  public @Nullable List<Redirect> stdio() {
    return values.stdio;
  }

  /**
   * {@return the number of the user that workers become before any code of the application runs;
   * null for the primary's}
   */
  public @Nullable Integer uid() {
    return values.uid;
  }

  /** {@return the group that workers become, without any other group; null for the primary's} */
  public @Nullable Integer gid() {
    return values.gid;
  }

  /**
   * {@return what gives the next worker's debug port; null to count up from the primary's. It is
   * asked at each fork whose options have a debugger listen; {@link Cluster#fork()} throws an
   * {@link IllegalArgumentException} if it gives no port's number}
   */
  public @Nullable IntSupplier inspectPort() {
    return values.inspectPort;
  }

  /**
   * {@return who chooses the worker for a connection, where {@link #ports()} says nothing else;
   * fixed at the first fork. By default round robin, or what the environment says: see {@link
   * Cluster#schedulingPolicy}}
   */
  public SchedulingPolicy schedulingPolicy() {
    return values.schedulingPolicy;
  }

  /**
   * {@return which ports have a policy of their own, or are the worker's; fixed at the first fork.
   * By default what the system property {@code prefork.ports} or the variable {@code PREFORK_PORTS}
   * says}
   */
  public PortRules ports() {
    return values.ports;
  }

  /** {@return how messages between the primary and a worker are written; JSON by default} */
  public Serialization serialization() {
    return values.serialization;
  }

  /**
   * {@return the longest message that a worker may send, in bytes as it is sent; a longer one
   * closes its channel. 64 MiB by default, fixed at the first fork}
   */
  public int maxMessageSize() {
    return values.maxMessageSize;
  }

  /**
   * {@return the most that may wait to be sent to one worker, and in a worker to the primary, in
   * bytes; beyond it {@link Worker#send} fails. 64 MiB by default}
   */
  public long maxQueued() {
    return values.maxQueued;
  }

  /**
   * {@return how many connections a worker may have open at a time, what is more goes to others; by
   * default {@link Integer#MAX_VALUE}, which is no limit. 0 is none at all}
   */
  public int maxConnections() {
    return values.maxConnections;
  }

  /** {@return true to close connections beyond {@link #maxConnections()}; false by default} */
  public boolean dropMaxConnections() {
    return values.dropMaxConnections;
  }

  /**
   * {@return how long a leaving worker waits for its open connections, and then for its shutdown
   * hooks; 30 seconds by default. See {@link Worker#disconnect}}
   */
  public Duration disconnectGrace() {
    return values.disconnectGrace;
  }

  /**
   * {@return how long a worker that has disconnected lives on while the application's own threads
   * run, those that are no daemons; zero by default, because most servers' threads never end by
   * themselves. See {@link Worker#disconnect}}
   */
  public Duration threadGrace() {
    return values.threadGrace;
  }

  /** {@return true if workers get no connections before {@link Worker#admit}; false by default} */
  public boolean held() {
    return values.held;
  }

  /**
   * {@return a copy with another {@link #exec()}}
   *
   * @param exec the new value
   */
  public Settings withExec(@Nullable String exec) {
    return with(copy -> copy.exec = exec);
  }

  /**
   * {@return a copy with another {@link #classPath()}}
   *
   * @param classPath the new value
   */
  public Settings withClassPath(@Nullable String classPath) {
    return with(copy -> copy.classPath = classPath);
  }

  /**
   * {@return a copy with another {@link #args()}}
   *
   * @param args the new value
   */
  public Settings withArgs(@Nullable List<String> args) {
    return with(copy -> copy.args = unmodifiable(args));
  }

  /**
   * {@return a copy with another {@link #execArgv()}}
   *
   * @param execArgv the new value
   */
  public Settings withExecArgv(@Nullable List<String> execArgv) {
    return with(copy -> copy.execArgv = unmodifiable(execArgv));
  }

  /**
   * {@return a copy with another {@link #cwd()}}
   *
   * @param cwd the new value
   */
  public Settings withCwd(@Nullable Path cwd) {
    return with(copy -> copy.cwd = cwd);
  }

  /**
   * {@return a copy with another {@link #silent()}}
   *
   * @param silent the new value
   */
  public Settings withSilent(boolean silent) {
    return with(copy -> copy.silent = silent);
  }

  /**
   * {@return a copy with another {@link #stdio()}}
   *
   * @param in inherited, a pipe, or a file to read; {@link Redirect#DISCARD} for an empty one
   * @param out inherited, a pipe, discarded, or a file to write or append to
   * @param err the same for standard error
   */
  public Settings withStdio(Redirect in, Redirect out, Redirect err) {
    return with(copy -> copy.stdio = SettingChecks.stdio(in, out, err));
  }

  /**
   * {@return a copy with another {@link #uid()}}
   *
   * @param uid the new value
   */
  public Settings withUid(@Nullable Integer uid) {
    return with(copy -> copy.uid = SettingChecks.id("uid", uid));
  }

  /**
   * {@return a copy with another {@link #gid()}}
   *
   * @param gid the new value
   */
  public Settings withGid(@Nullable Integer gid) {
    return with(copy -> copy.gid = SettingChecks.id("gid", gid));
  }

  /**
   * {@return a copy with another {@link #inspectPort()}}
   *
   * @param inspectPort the new value
   */
  public Settings withInspectPort(@Nullable IntSupplier inspectPort) {
    return with(copy -> copy.inspectPort = inspectPort);
  }

  /**
   * {@return a copy with the same debug port for every worker}
   *
   * @param port the port, 0 for one that the system chooses
   */
  public Settings withInspectPort(int port) {
    return withInspectPort(new SettingChecks.FixedPort(port));
  }

  /**
   * {@return a copy with another {@link #schedulingPolicy()}}
   *
   * @param schedulingPolicy the new value
   */
  public Settings withSchedulingPolicy(SchedulingPolicy schedulingPolicy) {
    return with(copy -> copy.schedulingPolicy = schedulingPolicy);
  }

  /**
   * {@return a copy with other {@link #ports()}}
   *
   * @param rules such as {@code 8000=rr,9010=exclude}, see {@link PortRules}
   */
  public Settings withPorts(String rules) {
    return with(copy -> copy.ports = SettingChecks.ports(rules));
  }

  /**
   * {@return a copy with another {@link #serialization()}}
   *
   * @param serialization the new value
   */
  public Settings withSerialization(Serialization serialization) {
    return with(copy -> copy.serialization = serialization);
  }

  /**
   * {@return a copy with another {@link #maxMessageSize()}}
   *
   * @param maxMessageSize the new value
   */
  public Settings withMaxMessageSize(int maxMessageSize) {
    return with(
        copy -> copy.maxMessageSize = SettingChecks.messageSize("maxMessageSize", maxMessageSize));
  }

  /**
   * {@return a copy with another {@link #maxQueued()}}
   *
   * @param maxQueued the new value
   */
  public Settings withMaxQueued(long maxQueued) {
    return with(copy -> copy.maxQueued = SettingChecks.queueSize("maxQueued", maxQueued));
  }

  /**
   * {@return a copy with another {@link #maxConnections()}}
   *
   * @param maxConnections the new value
   */
  public Settings withMaxConnections(int maxConnections) {
    return with(
        copy -> copy.maxConnections = SettingChecks.count("maxConnections", maxConnections));
  }

  /**
   * {@return a copy with another {@link #dropMaxConnections()}}
   *
   * @param dropMaxConnections the new value
   */
  public Settings withDropMaxConnections(boolean dropMaxConnections) {
    return with(copy -> copy.dropMaxConnections = dropMaxConnections);
  }

  /**
   * {@return a copy with another {@link #disconnectGrace()}}
   *
   * @param disconnectGrace the new value
   */
  public Settings withDisconnectGrace(Duration disconnectGrace) {
    return with(
        copy -> copy.disconnectGrace = SettingChecks.time("disconnectGrace", disconnectGrace));
  }

  /**
   * {@return a copy with another {@link #threadGrace()}}
   *
   * @param threadGrace the new value
   */
  public Settings withThreadGrace(Duration threadGrace) {
    return with(copy -> copy.threadGrace = SettingChecks.time("threadGrace", threadGrace));
  }

  /**
   * {@return a copy with another {@link #held()}}
   *
   * @param held the new value
   */
  public Settings withHeld(boolean held) {
    return with(copy -> copy.held = held);
  }

  private static @Nullable List<String> unmodifiable(@Nullable List<String> words) {
    return words == null ? null : List.copyOf(words);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Settings settings && values.equals(settings.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return "Settings" + values;
  }
}
