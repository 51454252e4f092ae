package dev.prefork.primary;

import dev.prefork.ipc.FrameChannel;
import dev.prefork.model.Signal;
import dev.prefork.model.WorkerState;
import dev.prefork.sys.Processes;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One worker, as the primary sees it. Its life belongs to the conductor's thread; any thread may
 * ask.
 *
 * <p>"The channel is closed" and "the process has ended" are two facts, in either order. The worker
 * leaves the fleet when both hold.
 */
public final class WorkerHandle {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final int id;
  private final byte[] token;
  private final ForkRequest request;
  private volatile @Nullable Process process;
  private volatile WorkerState state = new WorkerState.Starting();
  private volatile boolean connected = true;
  private volatile boolean voluntary;
  private boolean admissible;
  private @Nullable FrameChannel channel;
  private List<Mail.Send> postponed = new ArrayList<>(0);

  WorkerHandle(int id, byte[] token, ForkRequest request) {
    this.id = id;
    this.token = token;
    this.request = request;
  }

  /** Unique in the primary's life, counted from 1. */
  public int id() {
    return id;
  }

  /** On what terms it was forked. */
  public Terms terms() {
    return request.terms();
  }

  /** True if this of its standard streams, from 0, is a pipe to this process. */
  public boolean isPiped(int stream) {
    return request.stdio().get(stream).equals(Redirect.PIPE);
  }

  /** The process, which is there from the moment fork() has returned. */
  public Process launched() {
    Process launched = process;
    if (launched == null) {
      throw new IllegalStateException(this + " is being started");
    }
    return launched;
  }

  /**
   * Sends a signal.
   *
   * @return false if the process has ended
   */
  public boolean signal(Signal signal) throws IOException {
    // an ended child's pid is free for others once it was waited for, which is when it is not alive
    return launched().isAlive() && Processes.signal(launched().pid(), signal.number());
  }

  /** Where in its life it is. */
  public WorkerState state() {
    return state;
  }

  /** True from the fork until its channel is closed. */
  public boolean isConnected() {
    return connected;
  }

  /** True if it was asked to leave, or has said that it does. */
  public boolean isVoluntary() {
    return voluntary;
  }

  byte[] token() {
    return token;
  }

  void launchedAs(Process launched) {
    process = launched;
  }

  /** From here on it may connect: its pid is known, and everybody has heard of it. */
  void admit() {
    admissible = true;
  }

  boolean isAdmissible() {
    return admissible;
  }

  /** The next state, and the one log line of the change. */
  WorkerState advance(WorkerState.Event event) {
    WorkerState before = state;
    WorkerState after = before.after(event);
    if (!after.equals(before)) {
      state = after;
      LOG.log(Level.DEBUG, "worker {0}: {1} -> {2}", id, before, after);
    }
    return after;
  }

  void volunteer() {
    voluntary = true;
  }

  void connect(FrameChannel proven) {
    channel = proven;
  }

  @Nullable FrameChannel channel() {
    return channel;
  }

  /** Closes the channel, if there is one. */
  void disconnected() {
    connected = false;
    if (channel != null) {
      channel.close();
    }
  }

  /** Keeps a message until the worker connects. */
  void postpone(Mail.Send message) {
    postponed.add(message);
  }

  /** What was kept. Empty when asked again. */
  List<Mail.Send> takePostponed() {
    List<Mail.Send> taken = postponed;
    postponed = new ArrayList<>(0);
    return taken;
  }

  /** True if both have happened: the channel is closed, the process has ended. */
  boolean isGone() {
    return !connected && state instanceof WorkerState.Exited;
  }

  /** True while it may still come up and serve a port. */
  boolean isComing() {
    return connected
        && (state instanceof WorkerState.Starting || state instanceof WorkerState.Online);
  }

  /**
   * True if an accident closed its channel and its process has not been seen to end, or the other
   * way.
   */
  boolean isDying() {
    return !voluntary && connected == (state instanceof WorkerState.Exited);
  }

  @Override
  public String toString() {
    return "worker " + id;
  }
}
