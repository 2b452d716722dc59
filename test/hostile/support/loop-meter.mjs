// Loaded before a process under attack: says how much CPU the main thread took between two turns of its event loop at worst.
// CPU and not time: other processes may hold the machine. Linux counts it in hundredths of a second.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isMainThread } from 'node:worker_threads';

const folder = process.env.FIRN_LOOP_METER_FOLDER;

function cpuMs() {
  const fields = readFileSync(`/proc/self/task/${process.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

if (isMainThread && folder !== undefined) {
  const app = basename(dirname(dirname(process.argv[1] ?? '')));
  const file = join(folder, `${app}-${process.pid}.json`);
  const seen = { app, pid: process.pid, worstMs: 0, sinceLookMs: 0, looks: 0 };
  const write = () => {
    writeFileSync(`${file}.new`, JSON.stringify(seen));
    renameSync(`${file}.new`, file); // whoever reads it finds all of it
  };
  let last = cpuMs();
  let sinceLookMs = 0;
  setInterval(() => {
    const now = cpuMs();
    sinceLookMs = Math.max(sinceLookMs, now - last);
    last = now;
    // Starting is no attack: the first look begins the count.
    if (seen.looks === 0 || sinceLookMs <= seen.worstMs) return;
    seen.worstMs = sinceLookMs;
    write();
  }, 5).unref();
  process.on('SIGUSR2', () => {
    Object.assign(seen, { sinceLookMs, looks: seen.looks + 1 });
    sinceLookMs = 0;
    last = cpuMs();
    write();
  });
  write();
}
