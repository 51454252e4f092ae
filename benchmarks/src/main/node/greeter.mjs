// Answers each connection with the process's number and closes it: greeter.mjs rr|none WORKERS PORT
import net from 'node:net';
import { inWorkers } from './workers.mjs';

inWorkers((port) => {
  const answer = `${process.pid}\n`;
  net.createServer((socket) => socket.on('error', () => {}).end(answer)).listen(port);
});
