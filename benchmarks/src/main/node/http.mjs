// Answers each request with the process's number: http.mjs rr|none WORKERS PORT
import cluster from 'node:cluster';
import http from 'node:http';

const [policy, workers, port] = process.argv.slice(2);

if (cluster.isPrimary) {
  cluster.schedulingPolicy = policy === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
  for (let i = 0; i < Number(workers); i++) cluster.fork();
} else {
  const answer = `${process.pid}\n`;
  http.createServer((request, response) => response.end(answer)).listen(Number(port));
}
