package dev.prefork.internal.worker;

import dev.prefork.internal.concurrent.Spin;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameReader;
import dev.prefork.internal.ipc.FrameType;
import dev.prefork.internal.ipc.Outbox;
import dev.prefork.internal.ipc.message.Hello;
import dev.prefork.internal.sys.Fd;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The worker's end of its channel to the primary.
 *
 * <p>One thread connects, reads, and runs the application's listeners, so that a message wakes no
 * second thread. Connecting on that thread costs the application nothing: the JDK's Unix sockets
 * take a fresh JVM more than ten milliseconds, which pass while the application's main method
 * starts.
 *
 * <p>A listener may block, but this worker must notice the primary's end all the same. So a watch
 * replaces a reading thread that stays inside listeners: a new thread reads on, and the old one
 * ends when its listeners have returned.
 *
 * <p>Any thread sends; none waits.
 */
final class PrimaryChannel implements FrameReader.Sink {
  /** The primary's bodies may be of any length an int can have: it is trusted. */
  private static final int LARGEST = Integer.MAX_VALUE - Frame.HEADER;

  /** How long the reading thread waits at a time for the application to catch up. */
  private static final long FULL_NANOS = 10_000_000;

  /** How often the watch looks whether a listener is still running. */
  private static final long WATCH_MILLIS = 20;

  /** After this many looks in vain the watch sleeps. */
  private static final int MAX_IDLE_LOOKS = 50;

  /** How long shutdown hooks may take in a process that cannot read its channel. */
  private static final long HOOKS_MILLIS = 1000;

  private final WorkerEnvironment environment;
  private final Owner owner;
  private final CountDownLatch greeted;
  private final Inbox inbox;
  private final FrameReader reader = new FrameReader(LARGEST);
  private final Spin spin = new Spin();
  private final OutboxPump pump = new OutboxPump();
  private final Outbox outbox;
  private volatile @Nullable PrimaryStream stream;
  private volatile boolean ended;
  private boolean hungUp;

  /** The reading thread, while it is inside the application's listeners. */
  private final AtomicReference<@Nullable Thread> delivering = new AtomicReference<>();

  private final AtomicLong deliveries = new AtomicLong();
  private volatile boolean watched;
  private @Nullable Thread watch;

  /** Is called on the reading thread, whichever that is. */
  interface Owner {
    /** A frame that is no message. */
    void onFrame(Frame frame);

    /** There is no primary to be reached. */
    void onUnreachable(IOException reason);

    void onClosed();
  }

  /**
   * Prepares a channel.
   *
   * @param greeted counted down when the primary can know this worker: its sockets have to wait for
   *     that
   */
  PrimaryChannel(
      WorkerEnvironment environment,
      CountDownLatch greeted,
      Inbox inbox,
      long maxQueued,
      Owner owner) {
    this.environment = environment;
    this.greeted = greeted;
    this.inbox = inbox;
    this.owner = owner;
    this.outbox = new Outbox("the channel to the primary", maxQueued, Outbox.BURST_NANOS, pump);
  }

  void start() {
    // an anonymous class: the first lambda costs a starting JVM milliseconds
    Thread thread =
        new Thread("prefork-channel") {
          @Override
          public void run() {
            if (open()) {
              OrphanExit.prepare();
              read();
            }
          }
        };
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Connects to the primary.
   *
   * @return false if there is no primary to connect to
   */
  private boolean open() {
    try {
      PrimaryStream connected = PrimarySocket.connect(environment);
      connected.staging().put(new Hello(Hello.VERSION, environment.token()).encode());
      connected.write(null);
      pump.serve(outbox, connected);
      stream = connected;
      outbox.connect(connected);
      return true;
    } catch (IOException e) {
      owner.onUnreachable(e);
      return false;
    } finally {
      greeted.countDown();
    }
  }

  private void read() {
    try {
      while (readSome()) {
        if (!deliver()) {
          return;
        }
      }
      finish();
    } catch (Throwable unexpected) { // no other thread would notice that the primary has ended
      System.err.println(
          "prefork: cannot read from the primary, ending this worker: " + unexpected);
      OrphanExit.exit(1, HOOKS_MILLIS);
    }
  }

  /**
   * Runs the application's listeners for the messages that have come.
   *
   * @return false if another thread reads by now
   */
  private boolean deliver() {
    if (!inbox.hasDeliverable()) {
      return true;
    }
    Thread self = Thread.currentThread();
    deliveries.incrementAndGet();
    delivering.set(self);
    if (!watched) {
      startWatch();
    }
    inbox.drain();
    boolean _ = Thread.interrupted(); // a listener's interrupt would close the channel
    return delivering.compareAndSet(self, null);
  }

  private synchronized void startWatch() {
    watched = true;
    if (watch != null) {
      LockSupport.unpark(watch);
    } else {
      watch = Thread.ofPlatform().daemon().name("prefork-watch").start(this::watch);
    }
  }

  private void watch() {
    while (true) {
      watchDeliveries();
      watched = false;
      if (delivering.get() == null) {
        LockSupport.park(this);
      }
      watched = true;
    }
  }

  /** Returns after a second without a delivery. */
  private void watchDeliveries() {
    long seen = deliveries.get();
    for (int idle = 0; idle < MAX_IDLE_LOOKS; idle++) {
      sleep();
      long now = deliveries.get();
      if (now != seen) {
        seen = now;
        idle = 0;
      } else {
        replaceReader(delivering.get());
      }
    }
  }

  private void replaceReader(@Nullable Thread busy) {
    if (busy != null && delivering.compareAndSet(busy, null)) {
      Thread.ofPlatform().daemon().name("prefork-channel").start(this::read);
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(WATCH_MILLIS);
    } catch (InterruptedException e) {
      // no code of an application has a reference to this thread
    }
  }

  /**
   * Waits for bytes and takes them in.
   *
   * @return false at the end
   */
  private boolean readSome() {
    PrimaryStream open = stream;
    if (open == null) {
      return false;
    }
    try {
      awaitRoom(open);
      int count = open.read();
      if (count == 0) {
        rest(open);
        return true;
      }
      if (count > 0) {
        spin.found();
        reader.addDescriptors(open.takeDescriptors(), open.lostDescriptors());
        reader.feed(open.received(), this);
        return true;
      }
    } catch (ClosedChannelException e) {
      // closed by ourselves
    } catch (IOException e) {
      System.getLogger("dev.prefork")
          .log(System.Logger.Level.WARNING, "the channel to the primary is broken", e);
    }
    return false;
  }

  private void rest(PrimaryStream open) throws IOException {
    if (!spin.mayContinue()) {
      open.awaitReadable();
    }
  }

  /** An application that does not listen holds up its primary, not the process's memory. */
  private void awaitRoom(PrimaryStream open) throws IOException {
    while (!hungUp && inbox.isFull()) {
      hungUp = open.awaitHangUp(FULL_NANOS);
    }
  }

  @Override
  public void onFrame(Frame frame) {
    if (frame.type() == FrameType.MESSAGE) {
      inbox.add(frame);
    } else if (frame.type() == FrameType.HANDLES) {
      PrimaryStream open = stream;
      if (open != null) {
        open.receiveDescriptors();
        CompletableFuture<Void> _ = sendControl(Frame.encode(FrameType.HANDLES));
      }
    } else {
      frame.discard();
      owner.onFrame(frame);
    }
  }

  /** The end: nothing more will come. */
  private void finish() {
    ended = true;
    outbox.close();
    reader.close();
    PrimaryStream open = stream;
    try {
      if (open != null) {
        open.close();
      }
    } catch (IOException e) {
      // it is closed all the same
    }
    owner.onClosed();
  }

  /** Sends a frame, see {@link Outbox#send}. */
  CompletableFuture<Void> send(List<byte[]> frame, @Nullable Fd attached) {
    return outbox.send(frame, attached);
  }

  /** Says a word of ours, see {@link Outbox#sendControl}. */
  CompletableFuture<Void> sendControl(byte[] frame) {
    return outbox.sendControl(frame);
  }

  long queued() {
    return outbox.queued();
  }

  boolean isOpen() {
    PrimaryStream open = stream;
    return !ended && (open == null || open.isOpen());
  }

  /**
   * Ends the channel. The primary sees that after everything that was sent.
   *
   * @param millis how long to wait for a primary that is behind
   */
  void close(long millis) {
    try {
      greeted.await();
      outbox.settled().get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // what is not sent by now will not be
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    PrimaryStream open = stream;
    if (open != null) {
      open.shutdown();
    }
  }
}
