// Answers each connection with the process's number and closes it: greeter.mjs PORT. Several share a port.
const answer = `${process.pid}\n`;

Bun.listen({
  hostname: '0.0.0.0',
  port: Number(process.argv[2]),
  reusePort: true,
  socket: {
    open(socket) {
      socket.end(answer);
    },
    data() {},
    error() {},
  },
});
