/**
 * Shares the ports of Netty's native epoll transport among workers. Netty's NIO transport needs no
 * such module.
 *
 * <pre>{@code
 * new ServerBootstrap()
 *     .group(new MultiThreadIoEventLoopGroup(EpollIoHandler.newFactory()))
 *     .channelFactory(PreforkEpoll::serverChannel)
 * }</pre>
 */
@NullMarked
package dev.prefork.netty;

import org.jspecify.annotations.NullMarked;
