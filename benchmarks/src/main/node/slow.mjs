// As tcp.mjs, but the first worker is busy for 20 ms with each connection, accepts nothing in the meantime, and sends
// "slow". SlowPidServer.java does the same.
import net from 'node:net';
import { inWorkers } from './workers.mjs';

const MILLIS = 20;
const never = new Int32Array(new SharedArrayBuffer(4));

inWorkers((port, id) => {
  const answer = id === 1 ? 'slow\n' : `${process.pid}\n`;
  const server = net.createServer((socket) => {
    if (id === 1) Atomics.wait(never, 0, 0, MILLIS);
    socket.on('error', () => {}).end(answer);
  });
  server.listen(port);
});
