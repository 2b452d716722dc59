import { spawn } from 'node:child_process';
import { root } from './set-up/root.mjs';

const PARENT_CHECK_MS = 500;

/**
 * Runs a command with our standard streams until it ends; gives its exit code.
 *
 * It runs in a process group of its own, so that a Ctrl-C reaches it once, through us. Signals are forwarded. When our
 * parent (npm or its shell) is gone without a signal, the command is stopped as well: nothing may outlive its terminal.
 * `stop`, an AbortSignal, ends it at once.
 */
export function runForeground(command, args, environment = {}, stop = undefined) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      detached: true,
      env: { ...process.env, ...environment },
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
    child.once('exit', (code, signal) => {
      clearInterval(watch);
      stop?.removeEventListener('abort', end);
      process.off('SIGINT', forward);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}
