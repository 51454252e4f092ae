// Answers each connection with the process's number and closes it: greeter.mjs rr|none WORKERS PORT
import cluster from 'node:cluster';
import net from 'node:net';

const [policy, workers, port] = process.argv.slice(2);

if (cluster.isPrimary) {
  cluster.schedulingPolicy = policy === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  for (let i = 0; i < Number(workers); i++) cluster.fork();
} else {
  const answer = `${process.pid}\n`;
  net.createServer((socket) => socket.on('error', () => {}).end(answer)).listen(Number(port));
}
