// A primary that reads numbers of workers from standard input. It forks that many at once, and answers with the
// milliseconds until all of them were online and until all listened. StartProgram.java does the same.
import cluster from 'node:cluster';
import { once } from 'node:events';
import readline from 'node:readline';

const millisSince = (start) => Number(process.hrtime.bigint() - start) / 1e6;

cluster.setupPrimary({ exec: new URL('hello.mjs', import.meta.url).pathname });
for await (const line of readline.createInterface({ input: process.stdin })) {
  const workers = [];
  const start = process.hrtime.bigint();
  for (let i = 0; i < Number(line); i++) workers.push(cluster.fork({ PORT: 0 }));
  const listening = Promise.all(workers.map((worker) => once(worker, 'listening')));
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  const online = millisSince(start);
  await listening;
  console.log(`${online} ${millisSince(start)}`);
  const exits = Promise.all(workers.map((worker) => once(worker, 'exit')));
  workers.forEach((worker) => worker.process.kill('SIGKILL'));
  await exits;
}
