// Loaded before a process under attack: says how much CPU the main thread took between two turns of its event loop at worst.
// CPU and not time: other processes may hold the machine. Linux counts it in hundredths of a second.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const file = process.env.FIRN_LOOP_METER_FILE;

function cpuMs() {
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

if (isMainThread && file !== undefined) {
  let last = cpuMs();
  let worstMs = 0;
  setInterval(() => {
    const now = cpuMs();
    worstMs = Math.max(worstMs, now - last);
    last = now;
  }, 5).unref();
  process.on('SIGUSR2', () => {
    writeFileSync(file, JSON.stringify({ worstMs, rssMb: Math.round(process.memoryUsage().rss / 1e6) }));
    worstMs = 0;
  });
}
