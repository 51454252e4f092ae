package dev.prefork.internal.ipc.message;

import dev.prefork.internal.ipc.BadFrameException;

/** Reads and writes {@link Target}s in frame bodies: a letter for the kind, then its fields. */
final class Targets {
  private static final int TCP = 'T';
  private static final int UDP = 'U';
  private static final int UNIX = 'P';
  private static final int INHERITED = 'I';

  private Targets() {}

  /** Uses no switch, which would delay a starting worker by linking a call site. */
  static FrameBody.Writer write(FrameBody.Writer body, Target target) {
    if (target instanceof Target.Tcp tcp) {
      return write(body.int16(TCP), tcp.at());
    }
    if (target instanceof Target.Udp udp) {
      return write(body.int16(UDP), udp.at());
    }
    if (target instanceof Target.Unix unix) {
      return body.int16(UNIX).text(unix.path());
    }
    return body.int16(INHERITED).int32(((Target.Inherited) target).descriptor());
  }

  private static FrameBody.Writer write(FrameBody.Writer body, Target.Inet at) {
    body.bytes(at.host()).int32(at.scope()).int16(at.port());
    return body.int32(at.nth()).flag(at.ipv6());
  }

  static Target read(FrameBody.Reader in) throws BadFrameException {
    return switch (in.int16()) {
      case TCP -> new Target.Tcp(readInet(in));
      case UDP -> new Target.Udp(readInet(in));
      case UNIX -> new Target.Unix(in.text());
      case INHERITED -> new Target.Inherited(in.int32());
      default -> throw in.malformed();
    };
  }

  private static Target.Inet readInet(FrameBody.Reader in) throws BadFrameException {
    return new Target.Inet(in.host(), in.int32(), in.int16(), in.int32(), in.flag());
  }
}
