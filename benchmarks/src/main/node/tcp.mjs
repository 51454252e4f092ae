// Answers each connection with the process id and closes it: tcp.mjs rr|none WORKERS PORT
import net from 'node:net';
import { inWorkers } from './workers.mjs';

inWorkers((port) => {
  const answer = `${process.pid}\n`;
  net.createServer((socket) => socket.on('error', () => {}).end(answer)).listen(port);
});
