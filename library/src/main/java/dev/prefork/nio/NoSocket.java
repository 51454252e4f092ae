package dev.prefork.nio;

import java.io.FileDescriptor;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketImpl;

/**
 * {@link ServerSocket} wants an implementation; every method that would use it is overridden above.
 */
final class NoSocket extends SocketImpl {
  @Override
  protected void create(boolean stream) {
    throw new AssertionError("not used");
  }

  @Override
  protected void connect(String host, int port) {
    throw new AssertionError("not used");
  }

  @Override
  protected void connect(InetAddress address, int port) {
    throw new AssertionError("not used");
  }

  @Override
  protected void connect(SocketAddress address, int timeout) {
    throw new AssertionError("not used");
  }

  @Override
  protected void bind(InetAddress host, int port) {
    throw new AssertionError("not used");
  }

  @Override
  protected void listen(int backlog) {
    throw new AssertionError("not used");
  }

  @Override
  protected void accept(SocketImpl socket) {
    throw new AssertionError("not used");
  }

  @Override
  protected InputStream getInputStream() {
    throw new AssertionError("not used");
  }

  @Override
  protected OutputStream getOutputStream() {
    throw new AssertionError("not used");
  }

  @Override
  protected int available() {
    throw new AssertionError("not used");
  }

  @Override
  protected void close() {
    throw new AssertionError("not used");
  }

  @Override
  protected FileDescriptor getFileDescriptor() {
    throw new AssertionError("not used");
  }

  @Override
  protected void sendUrgentData(int data) {
    throw new AssertionError("not used");
  }

  @Override
  public void setOption(int option, Object value) {
    throw new AssertionError("not used");
  }

  @Override
  public Object getOption(int option) {
    throw new AssertionError("not used");
  }
}
