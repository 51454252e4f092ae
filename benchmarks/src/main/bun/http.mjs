// Answers each request with the process id: http.mjs PORT. Several processes share the port.
const answer = `${process.pid}\n`;

Bun.serve({
  hostname: '0.0.0.0',
  port: Number(process.argv[2]),
  reusePort: true,
  fetch: () => new Response(answer),
});
