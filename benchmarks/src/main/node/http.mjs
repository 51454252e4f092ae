// Answers each request with the process id: http.mjs rr|none WORKERS PORT
import http from 'node:http';
import { inWorkers } from './workers.mjs';

inWorkers((port) => {
  const answer = `${process.pid}\n`;
  http.createServer((request, response) => response.end(answer)).listen(port);
});
