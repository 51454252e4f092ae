// A primary whose workers serve one port: PROGRAM.mjs rr|none WORKERS PORT
import cluster from 'node:cluster';

const [policy, workers, port] = process.argv.slice(2);

export function inWorkers(serve) {
  if (cluster.isPrimary) {
    cluster.schedulingPolicy = policy === 'rr' ? cluster.SCHED_RR : cluster.SCHED_NONE;
    for (let i = 0; i < Number(workers); i++) cluster.fork();
  } else {
    serve(Number(port), cluster.worker.id);
  }
}
