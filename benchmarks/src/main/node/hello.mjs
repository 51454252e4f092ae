// A server for pm2, at the port PORT, as pm2's documentation has it: it says when it listens (wait_ready), and on SIGINT,
// which pm2 sends before it kills, it takes nothing new and ends when its connections have.
import http from 'node:http';

const server = http.createServer((request, response) => response.end('hello\n'));
server.listen(Number(process.env.PORT), () => process.send?.('ready'));
process.on('SIGINT', () => server.close(() => process.exit()));
