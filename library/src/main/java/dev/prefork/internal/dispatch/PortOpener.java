package dev.prefork.internal.dispatch;

import dev.prefork.internal.dispatch.balance.Balancer;
import dev.prefork.internal.dispatch.balance.LeastConnections;
import dev.prefork.internal.dispatch.balance.RoundRobin;
import dev.prefork.internal.dispatch.balance.Sticky;
import dev.prefork.internal.ipc.message.Listen;
import dev.prefork.internal.ipc.message.Target;
import dev.prefork.internal.sys.FileUser;
import dev.prefork.model.PortRules;
import dev.prefork.model.SchedulingPolicy;
import dev.prefork.model.Transport;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Opens ports: binds or inherits the socket, and selects the policy. */
final class PortOpener {
  private static final System.Logger LOG = System.getLogger("dev.prefork");

  private final SchedulingPolicy policy;
  private final PortRules rules;
  private final Activation activation;
  private final PortContext context;

  /** Creates an opener with a default policy for ports that no rule matches. */
  PortOpener(SchedulingPolicy policy, PortRules rules, Activation activation, PortContext context) {
    this.policy = policy;
    this.rules = rules;
    this.activation = activation;
    this.context = context;
  }

  /** Opens the port for a request. */
  Port open(Listen request, FileUser user) throws IOException {
    Activation.@Nullable Match found = activation.find(request);
    if (found != null) {
      logIfShared(request.target());
      return open(request.target(), BoundSocket.fromServiceManager(found, context.sockets()));
    }
    if (request.target() instanceof Target.Tcp(Target.Inet at)) {
      SchedulingPolicy effective = rules.policyFor(at.address(), policy);
      if (isKernel(effective)) {
        return KernelPort.open(request, at, context, effective == SchedulingPolicy.KERNEL_CPU);
      }
    }
    return open(request.target(), BoundSocket.open(request, context.sockets(), user));
  }

  /** The service manager opens one socket, so the kernel has nothing to choose from. */
  private void logIfShared(Target target) throws IOException {
    SocketAddress address = target.address();
    if (address != null && isKernel(rules.policyFor(address, policy))) {
      LOG.log(
          Level.INFO,
          "the service manager has opened one socket for "
              + address
              + ": workers share it, as under "
              + SchedulingPolicy.NONE.shortName());
    }
  }

  private static boolean isKernel(SchedulingPolicy policy) {
    return policy == SchedulingPolicy.KERNEL || policy == SchedulingPolicy.KERNEL_CPU;
  }

  private Port open(Target target, BoundSocket socket) throws IOException {
    try {
      return create(target, socket);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private Port create(Target target, BoundSocket socket) throws IOException {
    if (target instanceof Target.Udp) {
      return new DatagramPort(socket, context); // datagrams cannot be handed over one by one
    }
    SocketAddress requested = target.address();
    SocketAddress address = requested == null ? socket.endpoint().address() : requested;
    return switch (rules.policyFor(address, policy)) {
      case ROUND_ROBIN -> HandoffPort.accepting(socket, context, new RoundRobin(context.weights()));
      case NONE, KERNEL, KERNEL_CPU -> new SharedStreamPort(socket, context);
      case LEAST_CONNECTIONS ->
          HandoffPort.accepting(socket, context, new LeastConnections(context.weights()));
      case STICKY -> HandoffPort.accepting(socket, context, sticky(socket));
    };
  }

  /** Clients of Unix-domain sockets have no address to hash. */
  private Balancer sticky(BoundSocket socket) {
    return socket.endpoint().transport() == Transport.UNIX
        ? new RoundRobin(context.weights())
        : new Sticky(context.weights());
  }
}
