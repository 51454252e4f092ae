// A server for pm2 on the port PORT, as pm2's documentation describes it. It reports when it listens (wait_ready). On
// SIGINT, which pm2 sends before it kills a worker, it stops accepting and exits when its connections have ended.
import http from 'node:http';

const server = http.createServer((request, response) => response.end('hello\n'));
server.listen(Number(process.env.PORT), () => process.send?.('ready'));
process.on('SIGINT', () => server.close(() => process.exit()));
