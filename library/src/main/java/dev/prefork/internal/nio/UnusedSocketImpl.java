package dev.prefork.internal.nio;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;

/**
 * An implementation whose methods are not called. {@link ClusterServerSocket} overrides every
 * method of {@link ServerSocket} that would call them, {@link ClusterSocketImpl} overrides those
 * that are called.
 */
class UnusedSocketImpl extends SocketImpl {
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
  protected void bind(InetAddress host, int port) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void listen(int backlog) throws IOException {
    throw new AssertionError("not used");
  }

  @Override
  protected void accept(SocketImpl socket) throws IOException {
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
  protected void close() throws IOException {
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
  public void setOption(int option, Object value) throws SocketException {
    throw new AssertionError("not used");
  }

  @Override
  public Object getOption(int option) throws SocketException {
    throw new AssertionError("not used");
  }
}
