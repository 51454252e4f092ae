package dev.prefork.worker;

import dev.prefork.ipc.Frame;
import dev.prefork.ipc.FrameType;
import dev.prefork.ipc.WorkerVariables;
import dev.prefork.model.Serialization;
import dev.prefork.nio.Rendezvous;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A worker as it sees itself: its channel, what it was told, and how it ends.
 *
 * <p>It ends with exit code 0 when the channel closes: the primary is gone, or wants it so. After a
 * disconnect it waits first, for the grace period at most, until the connections that it was given
 * have ended.
 */
public final class WorkerRuntime implements PrimaryChannel.Owner {
  /**
   * What shutdown hooks may take when the primary is gone: nobody would notice a worker that stays.
   */
  private static final long ORPHAN_HOOKS_MILLIS = 1000;

  private static @Nullable WorkerRuntime current;

  private final Invitation invitation;
  private final Deque<byte[]> unheard = new ArrayDeque<>(0);
  private final CountDownLatch leaveNoted = new CountDownLatch(1);
  private final PrimaryChannel channel;
  private @Nullable Listener listener;
  private volatile boolean voluntary;
  private boolean leaving;

  /** The door. Called on the channel's thread, in order. */
  public interface Listener {
    /** The primary sent a message. */
    void onMessage(byte[] body);

    /** The channel is closed; the process ends when this returns. */
    void onDisconnect();
  }

  private WorkerRuntime(Invitation invitation, CountDownLatch greeted) {
    this.invitation = invitation;
    this.channel = new PrimaryChannel(invitation, greeted, this);
  }

  static void start(Invitation invitation) {
    CountDownLatch greeted = new CountDownLatch(1);
    WorkerRuntime runtime = new WorkerRuntime(invitation, greeted);
    Rendezvous.set(invitation.rendezvous(), invitation.token(), greeted);
    current = runtime;
    runtime.channel.start();
  }

  /** This process's, or null if it is no worker. */
  public static @Nullable WorkerRuntime current() {
    return current;
  }

  /** The number that the primary gave this worker. */
  public int id() {
    return invitation.id();
  }

  /** How messages are written. Read when it is needed: a start has no time for it. */
  public static Serialization serialization() {
    Serialization told = Serialization.byName(System.getenv(WorkerVariables.SERIALIZATION));
    return told == null ? Serialization.JSON : told;
  }

  /** True until the channel is closed from either side. */
  public boolean isConnected() {
    return channel.isOpen();
  }

  /** True once this worker was asked to leave, or said that it does. */
  public boolean isVoluntary() {
    return voluntary;
  }

  /** Sends a message; returns when the kernel has it. */
  public void send(byte[] body) throws IOException {
    channel.send(Frame.encode(FrameType.MESSAGE, body));
  }

  /** Sets the door, which first gets what came before it was there. */
  public synchronized void listen(Listener door) {
    listener = door;
    for (byte[] body : unheard) {
      door.onMessage(body);
    }
    unheard.clear();
  }

  @Override
  public void onFrame(Frame frame) {
    switch (frame.type()) {
      case MESSAGE -> onMessage(frame.body());
      case DISCONNECT -> leave(false);
      case LEAVE_NOTED -> leaveNoted.countDown();
      default -> frame.discard(); // of a later version of the primary
    }
  }

  private synchronized void onMessage(byte[] body) {
    if (listener == null) {
      unheard.add(body);
    } else {
      listener.onMessage(body);
    }
  }

  @Override
  public void onUnreachable(IOException reason) {
    if (invitation.isVoid()) {
      PrimaryChannel.removeSocketOfDead(invitation.rendezvous());
      Ending.exit(0, 0); // the primary ended while this JVM started: as if it had ended later
    }
    System.err.println(
        "prefork: worker " + id() + " cannot reach its primary: " + reason.getMessage());
    Ending.exit(1, 0);
  }

  @Override
  public void onClosed() {
    leaveNoted.countDown();
    Listener door = door();
    if (door != null) {
      door.onDisconnect();
    }
    if (!voluntary) {
      PrimaryChannel.removeSocketOfDead(invitation.rendezvous());
    }
    Ending.exit(0, voluntary ? invitation.graceMillis() : ORPHAN_HOOKS_MILLIS);
  }

  private synchronized @Nullable Listener door() {
    return listener;
  }

  /**
   * Leaves of this worker's own will: tells the primary, waits for connections to end, closes the
   * channel.
   */
  public void disconnect() {
    leave(true);
  }

  /** Leaves without waiting for connections: tells the primary and closes the channel. */
  public void kill() {
    voluntary = true;
    Thread.ofPlatform().daemon().name("prefork-kill").start(this::tellAndClose);
  }

  private void tellAndClose() {
    tell();
    channel.close();
  }

  private synchronized void leave(boolean byItself) {
    voluntary = true;
    if (!leaving) {
      leaving = true;
      Runnable departure = byItself ? this::tellDrainAndClose : this::drainAndClose;
      Thread.ofPlatform().daemon().name("prefork-leave").start(departure);
    }
  }

  private void tellDrainAndClose() {
    tell();
    drainAndClose();
  }

  private void drainAndClose() {
    Drain.awaitConnections(invitation.graceMillis());
    channel.close();
  }

  /**
   * The answer is awaited so that the primary surely knows this end to be voluntary before it sees
   * it.
   */
  private void tell() {
    try {
      channel.send(Frame.encode(FrameType.LEAVING));
      leaveNoted.await();
    } catch (IOException e) {
      // the primary is gone: then this process is about to end anyway
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
