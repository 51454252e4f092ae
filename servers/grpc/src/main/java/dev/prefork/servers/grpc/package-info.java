/** gRPC, as its users write it. */
@NullMarked
package dev.prefork.servers.grpc;

import org.jspecify.annotations.NullMarked;
