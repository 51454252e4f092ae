// Answers each connection with the process's number and keeps it until the client ends it. The twin of KeepingGreeter.java.
import net from 'node:net';
import { inWorkers } from './workers.mjs';

inWorkers((port) => {
  const answer = `${process.pid}\n`;
  net.createServer((socket) => socket.on('error', () => {}).resume().write(answer)).listen(port);
});
