// Answers each connection with the process id and closes it: tcp.mjs PORT. Several processes share the port.
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
