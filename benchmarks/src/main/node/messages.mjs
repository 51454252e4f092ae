// A primary with one worker, which exchange messages as they are ordered to on standard input, and answer with how many
// they were in a second. The twin of MessagePeer.java, line for line where the languages allow it.
import cluster from 'node:cluster';
import readline from 'node:readline';

const LARGE = 'x'.repeat(1 << 20);

const item = (kind, id) => ({ kind, id, text: 'hello' });

// Sends, and waits now and then until all is written: the sender sees the back-pressure.
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
  worker.on('exit', () => process.exit()); // should it be early, no answer says so
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

  async function run(measure, count, window) {
    echoes = measure === 'echo';
    const down = measure.startsWith('down');
    unsent = echoes ? count - window : 0;
    awaited = down ? 1 : count;
    const all = new Promise((resolve) => (done = resolve));
    if (echoes) {
      await send(worker, window, window, (i) => item('echo', i));
    } else {
      worker.send({ kind: measure, count, window });
    }
    if (down) {
      await send(worker, count, window, (i) => (measure === 'down' ? item('item', i) : LARGE));
    }
    await all;
  }

  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [measure, count, window] = line.split(' ');
    const start = process.hrtime.bigint();
    await run(measure, Number(count), Number(window));
    console.log(Number(count) / (Number(process.hrtime.bigint() - start) / 1e9));
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
        send(process, body.count, body.window, (i) => item('item', i));
        break;
      case 'up-large':
        send(process, body.count, body.window, () => LARGE);
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
