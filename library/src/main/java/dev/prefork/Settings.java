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
 * The settings with which workers are forked. Node's {@code cluster.settings}: {@code exec}, {@code
 * args}, {@code execArgv}, {@code cwd}, {@code silent}, {@code stdio}, {@code uid}, {@code gid},
 * {@code inspectPort} and {@code serialization} are Node's. Immutable: each {@code with} method
 * returns a copy, or throws {@link IllegalArgumentException} if its value is out of bounds.
 *
 * <p>{@link Cluster#setupPrimary} sets them for later forks. A worker keeps the settings with which
 * it was forked. The first fork fixes {@link #schedulingPolicy()}, {@link #ports()} and {@link
 * #maxMessageSize()} for the life of the primary.
 */
public final class Settings {
  /** A grace period without a limit. */
  public static final Duration NO_LIMIT = ChronoUnit.FOREVER.getDuration();

  private final SettingValues values;

  Settings(SettingValues values) {
    this.values = values;
  }

  private Settings with(Consumer<SettingValues> change) {
    return new Settings(values.with(change));
  }

  /**
   * {@return what workers run: a {@code .jar}, a {@code .java} source file, {@code
   * module/main.Class}, or a main class; null for the primary's program. A relative path is
   * resolved against the primary's directory}
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
   * {@return the options for the workers' JVMs; null for the primary's, without those that only one
   * JVM can use, such as an AOT cache. Options that are set here are all passed on. In both cases,
   * debug and JMX ports are increased for each worker, and names of files that a JVM writes get the
   * worker's number}
   */
  public @Nullable List<String> execArgv() {
    return values.execArgv;
  }

  /** {@return the directory in which workers run, which must exist; null for the primary's} */
  public @Nullable Path cwd() {
    return values.cwd;
  }

  /**
   * {@return whether the workers' standard streams are pipes to the primary, see {@link
   * Worker#stdout}; false, the default, if the workers use the primary's streams}
   */
  public boolean silent() {
    return values.silent;
  }

  /** {@return standard input, output and error of workers; null if {@link #silent()} decides} */
  public @Nullable List<Redirect> stdio() {
    return values.stdio;
  }

  /** {@return the number of the user to which workers switch; null for the primary's user} */
  public @Nullable Integer uid() {
    return values.uid;
  }

  /** {@return the number of the only group of workers; null for the primary's groups} */
  public @Nullable Integer gid() {
    return values.gid;
  }

  /**
   * {@return the supplier of the next worker's debug port; null to increase the primary's port for
   * each worker. {@link Cluster#fork()} calls it, on the calling thread, if the worker's options
   * start a debugger that listens}
   */
  public @Nullable IntSupplier inspectPort() {
    return values.inspectPort;
  }

  /**
   * {@return the policy by which a worker is chosen for a connection, except on addresses for which
   * {@link #ports()} has a rule. For the default, see {@link Cluster#schedulingPolicy}}
   */
  public SchedulingPolicy schedulingPolicy() {
    return values.schedulingPolicy;
  }

  /**
   * {@return the rules for single ports. The default is the value of the system property {@code
   * prefork.ports}, or else of the variable {@code PREFORK_PORTS}; without either, there are none}
   */
  public PortRules ports() {
    return values.ports;
  }

  /** {@return whether connections of a draining worker may move to others; true by default} */
  public boolean moveConnections() {
    return values.moveConnections;
  }

  /** {@return the format of messages between the primary and a worker; JSON by default} */
  public Serialization serialization() {
    return values.serialization;
  }

  /**
   * {@return the maximum size of a worker's message, in encoded bytes; 64 MiB by default. A longer
   * one closes the worker's channel}
   */
  public int maxMessageSize() {
    return values.maxMessageSize;
  }

  /**
   * {@return how many bytes may wait to be sent to one worker, and in a worker to the primary; 64
   * MiB by default. Beyond that, {@link Worker#send} fails}
   */
  public long maxQueued() {
    return values.maxQueued;
  }

  /**
   * {@return the maximum number of open connections of a worker; {@link Integer#MAX_VALUE}, the
   * default, for no limit. Others get further connections. Node's {@code server.maxConnections}}
   */
  public int maxConnections() {
    return values.maxConnections;
  }

  /**
   * {@return whether a worker closes connections beyond {@link #maxConnections()}, instead of
   * leaving them to other workers; false by default. Node's {@code server.dropMaxConnection}}
   */
  public boolean dropMaxConnections() {
    return values.dropMaxConnections;
  }

  /**
   * {@return the grace period: how long a draining worker waits for its open connections, and then
   * for its shutdown hooks; 30 seconds by default. See {@link Worker#disconnect}}
   */
  public Duration disconnectGrace() {
    return values.disconnectGrace;
  }

  /**
   * {@return how long a worker that has disconnected may keep running while the application has
   * non-daemon threads. Zero by default, because the threads of most servers never end. {@link
   * #NO_LIMIT} is Node's behaviour. See {@link Worker#disconnect}}
   */
  public Duration threadGrace() {
    return values.threadGrace;
  }

  /** {@return whether workers get no connections before {@link Worker#admit}; false by default} */
  public boolean held() {
    return values.held;
  }

  /**
   * {@return a copy with another {@link #exec()}}
   *
   * @param exec the program, or null for the primary's
   */
  public Settings withExec(@Nullable String exec) {
    return with(copy -> copy.exec = exec);
  }

  /**
   * {@return a copy with another {@link #classPath()}}
   *
   * @param classPath the class path, or null for the primary's
   */
  public Settings withClassPath(@Nullable String classPath) {
    return with(copy -> copy.classPath = classPath);
  }

  /**
   * {@return a copy with another {@link #args()}}
   *
   * @param args the arguments, or null for the primary's
   */
  public Settings withArgs(@Nullable List<String> args) {
    return with(copy -> copy.args = SettingChecks.list(args));
  }

  /**
   * {@return a copy with another {@link #execArgv()}}
   *
   * @param execArgv the options, or null for the primary's
   */
  public Settings withExecArgv(@Nullable List<String> execArgv) {
    return with(copy -> copy.execArgv = SettingChecks.list(execArgv));
  }

  /**
   * {@return a copy with another {@link #cwd()}}
   *
   * @param cwd the directory, or null for the primary's
   */
  public Settings withCwd(@Nullable Path cwd) {
    return with(copy -> copy.cwd = cwd);
  }

  /**
   * {@return a copy with another {@link #silent()}}
   *
   * @param silent true for pipes to the primary
   */
  public Settings withSilent(boolean silent) {
    return with(copy -> copy.silent = silent);
  }

  /**
   * {@return a copy with another {@link #stdio()}}
   *
   * @param in inherited, a pipe, a file to read, or {@link Redirect#DISCARD} for an empty file
   * @param out inherited, a pipe, discarded, or a file to write or append to
   * @param err like {@code out}
   */
  public Settings withStdio(Redirect in, Redirect out, Redirect err) {
    return with(copy -> copy.stdio = SettingChecks.stdio(in, out, err));
  }

  /**
   * {@return a copy with another {@link #uid()}}
   *
   * @param uid the number of the user, 0 or more, or null for the primary's
   */
  public Settings withUid(@Nullable Integer uid) {
    return with(copy -> copy.uid = SettingChecks.id("uid", uid));
  }

  /**
   * {@return a copy with another {@link #gid()}}
   *
   * @param gid the number of the group, 0 or more, or null for the primary's groups
   */
  public Settings withGid(@Nullable Integer gid) {
    return with(copy -> copy.gid = SettingChecks.id("gid", gid));
  }

  /**
   * {@return a copy with another {@link #inspectPort()}}
   *
   * @param inspectPort the supplier of ports, or null to increase the primary's port
   */
  public Settings withInspectPort(@Nullable IntSupplier inspectPort) {
    return with(copy -> copy.inspectPort = inspectPort);
  }

  /**
   * {@return a copy with the same debug port for every worker}
   *
   * @param port the port; 0 for a free port that the system chooses
   */
  public Settings withInspectPort(int port) {
    return withInspectPort(new SettingChecks.FixedPort(port));
  }

  /**
   * {@return a copy with another {@link #schedulingPolicy()}}
   *
   * @param schedulingPolicy the policy
   */
  public Settings withSchedulingPolicy(SchedulingPolicy schedulingPolicy) {
    return with(copy -> copy.schedulingPolicy = schedulingPolicy);
  }

  /**
   * {@return a copy with other {@link #ports()}}
   *
   * @param rules rules such as {@code 8000=rr,9010=exclude}, see {@link PortRules}
   */
  public Settings withPorts(String rules) {
    return with(copy -> copy.ports = SettingChecks.ports(rules));
  }

  /**
   * {@return a copy with another {@link #moveConnections()}}
   *
   * @param moveConnections false to keep every connection in its worker
   */
  public Settings withMoveConnections(boolean moveConnections) {
    return with(copy -> copy.moveConnections = moveConnections);
  }

  /**
   * {@return a copy with another {@link #serialization()}}
   *
   * @param serialization the format
   */
  public Settings withSerialization(Serialization serialization) {
    return with(copy -> copy.serialization = serialization);
  }

  /**
   * {@return a copy with another {@link #maxMessageSize()}}
   *
   * @param maxMessageSize bytes, 1 to 2<sup>30</sup>
   */
  public Settings withMaxMessageSize(int maxMessageSize) {
    return with(copy -> copy.maxMessageSize = SettingChecks.messageSize(maxMessageSize));
  }

  /**
   * {@return a copy with another {@link #maxQueued()}}
   *
   * @param maxQueued bytes, 1 to 2<sup>50</sup>
   */
  public Settings withMaxQueued(long maxQueued) {
    return with(copy -> copy.maxQueued = SettingChecks.queueSize(maxQueued));
  }

  /**
   * {@return a copy with another {@link #maxConnections()}}
   *
   * @param limit the number of connections, 0 or more
   */
  public Settings withMaxConnections(int limit) {
    return with(copy -> copy.maxConnections = SettingChecks.count("maxConnections", limit));
  }

  /**
   * {@return a copy with another {@link #dropMaxConnections()}}
   *
   * @param dropMaxConnections true to close further connections
   */
  public Settings withDropMaxConnections(boolean dropMaxConnections) {
    return with(copy -> copy.dropMaxConnections = dropMaxConnections);
  }

  /**
   * {@return a copy with another {@link #disconnectGrace()}}
   *
   * @param grace 0 to 3650 days, or {@link #NO_LIMIT}
   */
  public Settings withDisconnectGrace(Duration grace) {
    return with(copy -> copy.disconnectGrace = SettingChecks.time("disconnectGrace", grace));
  }

  /**
   * {@return a copy with another {@link #threadGrace()}}
   *
   * @param threadGrace 0 to 3650 days, or {@link #NO_LIMIT}
   */
  public Settings withThreadGrace(Duration threadGrace) {
    return with(copy -> copy.threadGrace = SettingChecks.time("threadGrace", threadGrace));
  }

  /**
   * {@return a copy with another {@link #held()}}
   *
   * @param held true to hold workers until they are admitted
   */
  public Settings withHeld(boolean held) {
    return with(copy -> copy.held = held);
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
