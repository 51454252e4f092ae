// Answers each connection with a line and closes it: greeter.mjs PORT. Several share a port.
Bun.listen({
  hostname: '0.0.0.0',
  port: Number(process.argv[2]),
  reusePort: true,
  socket: {
    open(socket) {
      socket.end('hello\n');
    },
    data() {},
    error() {},
  },
});
