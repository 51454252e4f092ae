// Sends the process id on each connection and keeps it open until the client closes it, as LongLivedPidServer.java.
import net from 'node:net';
import { inWorkers } from './workers.mjs';

inWorkers((port) => {
  const answer = `${process.pid}\n`;
  net.createServer((socket) => socket.on('error', () => {}).resume().write(answer)).listen(port);
});
