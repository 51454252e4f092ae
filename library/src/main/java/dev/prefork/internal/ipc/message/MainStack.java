package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;
import dev.prefork.internal.ipc.Frame;
import dev.prefork.internal.ipc.FrameType;
import java.util.ArrayList;
import java.util.List;

/**
 * The body of {@link FrameType#MAIN_STACK}: the stack of a worker's main thread.
 *
 * @param frames the stack's frames, innermost first; empty if the main method has returned
 */
public record MainStack(List<String> frames) {
  /** Maximum number of frames; a thread dump shows more. */
  public static final int MAX_FRAMES = 5;

  /** Maximum length of a frame's text; longer ones are cut. */
  public static final int MAX_CHARACTERS = 200;

  /** Truncates the stack to fit a log line, and replaces control characters. */
  public MainStack {
    frames = frames.stream().limit(MAX_FRAMES).map(MainStack::plain).toList();
  }

  private static String plain(String frame) {
    String cut = frame.substring(0, Math.min(frame.length(), MAX_CHARACTERS));
    return cut.replaceAll("[\\p{Cntrl}\\p{Cf}\\u2028\\u2029]", "?");
  }

  /** Encodes the whole frame. */
  public byte[] encode() {
    FrameBody.Writer body = new FrameBody.Writer().int16(frames.size());
    frames.forEach(body::text);
    return Frame.encode(FrameType.MAIN_STACK, body.toBytes());
  }

  /** Decodes a body. */
  public static MainStack decode(byte[] body) throws BadFrameException {
    FrameBody.Reader in = new FrameBody.Reader(FrameType.MAIN_STACK, body);
    int count = in.int16();
    if (count > MAX_FRAMES) {
      throw in.malformed();
    }
    List<String> frames = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      frames.add(in.text());
    }
    in.end();
    return new MainStack(frames);
  }
}
