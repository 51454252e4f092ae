package dev.prefork.it.programs.servers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.ExportException;
import java.rmi.server.UnicastRemoteObject;

/** An RMI registry. */
final class RmiRegistryServer implements Server {
  private final Registry registry;
  private final int port;

  private RmiRegistryServer(Registry registry, int port) {
    this.registry = registry;
    this.port = port;
  }

  static RmiRegistryServer start(int port) throws IOException {
    try {
      return new RmiRegistryServer(LocateRegistry.createRegistry(port), port);
    } catch (ExportException e) {
      throw e.getCause() instanceof BindException reason ? reason : e;
    }
  }

  @Override
  public SocketAddress address() {
    return new InetSocketAddress(port);
  }

  @Override
  public void close() throws IOException {
    UnicastRemoteObject.unexportObject(registry, true);
  }
}
