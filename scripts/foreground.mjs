import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './set-up/root.mjs';

const PARENT_CHECK_MS = 500;
/** For what a command wrote last; a process that it left behind may hold the pipe open for ever. */
const LAST_WORDS_MS = 1_000;

/**
 * Runs a command with our standard streams until it ends; gives its exit code.
 *
 * It runs in a process group of its own, so that a Ctrl-C reaches it once, through us. Signals are forwarded. When our
 * parent (npm or its shell) is gone without a signal, the command is stopped as well: nothing may outlive its terminal.
 * `stop`, an AbortSignal, ends it at once. `heard` gets what it writes on standard error, in pieces, besides our own standard error.
 */
export function runForeground(command, args, environment = {}, { stop, heard } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ['inherit', 'inherit', heard === undefined ? 'inherit' : 'pipe'],
      detached: true,
      env: { ...process.env, ...environment },
    });
    child.stderr?.on('data', (piece) => {
      process.stderr.write(piece);
      heard(piece.toString());
    });
    const forward = (signal) => child.kill(signal);
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, PARENT_CHECK_MS);
    const end = () => child.kill('SIGKILL');
    stop?.addEventListener('abort', end);
    process.on('SIGINT', forward);
    process.on('SIGTERM', forward);
    child.once('error', reject);
    child.once('exit', async (code, signal) => {
      clearInterval(watch);
      stop?.removeEventListener('abort', end);
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      if (child.stderr !== null) await lastWords(child.stderr);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

const lastWords = (stream) =>
  stream.readableEnded
    ? undefined
    : Promise.race([once(stream, 'close'), sleep(LAST_WORDS_MS, undefined, { ref: false })]);
