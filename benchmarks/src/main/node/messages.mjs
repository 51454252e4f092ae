// A primary with one worker that exchange messages. It reads commands from standard input, and answers each with the
// number of messages per second. MessageProgram.java does the same, line for line where the languages allow it.
import cluster from 'node:cluster';
import readline from 'node:readline';

const item = (kind, id) => ({ kind, id, text: 'hello' });

// The messages of one direction: items, or strings of a size.
function messages(size) {
  const text = 'x'.repeat(size);
  return (i) => (size === 0 ? item('item', i) : text);
}

// Sends messages, and after each window waits until they are written: back-pressure.
async function send(to, count, window, message) {
  for (let i = 0; i < count; i++) {
    if (i % window === window - 1) {
      await new Promise((written) => to.send(message(i), written));
    } else {
      to.send(message(i));
    }
  }
}

async function primary(serialization) {
  cluster.setupPrimary({ serialization });
  const worker = cluster.fork();
  worker.on('exit', () => process.exit()); // if the worker exits early, the missing answer is the error
  let echoes = false;
  let unsent = 0;
  let id = 0;
  let awaited = 0;
  let done = () => {};

  worker.on('message', () => {
    if (echoes && unsent > 0) {
      unsent--;
      worker.send(item('echo', id++));
    }
    if (--awaited === 0) done();
  });

  async function run(kind, count, window, size) {
    echoes = kind === 'echo';
    const down = kind === 'down';
    unsent = echoes ? count - window : 0;
    awaited = down ? 1 : count;
    const all = new Promise((resolve) => (done = resolve));
    if (echoes) {
      await send(worker, window, window, (i) => item('echo', i));
    } else {
      worker.send({ kind, count, window, size });
    }
    if (down) {
      await send(worker, count, window, messages(size));
    }
    await all;
  }

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [kind, ...numbers] = line.split(' ');
    const [count, window, size] = numbers.map(Number);
    const start = process.hrtime.bigint();
    await run(kind, count, window, size);
    console.log(count / (Number(process.hrtime.bigint() - start) / 1e9));
  }
  worker.kill();
}

function worker() {
  let uncounted = 0;
  const count = () => {
    if (--uncounted === 0) process.send('done');
  };

  process.on('message', (body) => {
    switch (body.kind) {
      case 'echo':
        process.send(body);
        break;
      case undefined: // a string
      case 'item':
        count();
        break;
      case 'up':
        send(process, body.count, body.window, messages(body.size));
        break;
      default:
        uncounted = body.count;
    }
  });
}

if (cluster.isPrimary) {
  await primary(process.argv[2]);
} else {
  worker();
}
