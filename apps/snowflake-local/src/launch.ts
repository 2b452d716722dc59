import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

/**
 * Kilobytes of stack for JavaScript: statements that clients generate nest a level for each step, and 1,398 levels fit. An
 * operating system's usual stack of 8 MB holds it.
 */
const STACK_KILOBYTES = 3_900;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * What the C library keeps of freed memory: with an arena for each of so many threads, and thresholds that move, a server that
 * had large statements kept twice as much (measured), which then was missing to the next ones. Other systems do not read them.
 */
const ALLOCATOR = {
  MALLOC_ARENA_MAX: String(Math.max(2, availableParallelism())),
  MALLOC_MMAP_THRESHOLD_: String(4 * 1024 * 1024),
};

/**
 * Starts this program again with a larger thread pool and stack, and stands in for it: signals go through, its end is ours. The
 * channel between the two ends the child when this process is killed.
 */
export function relaunch(threadPool: number): void {
  const program = fileURLToPath(new URL('./main.js', import.meta.url));
  // The collector is asked where a value needs what others have left behind.
  const options = [`--stack-size=${STACK_KILOBYTES}`, '--expose-gc', ...process.execArgv];
  const child = spawn(process.execPath, [...options, program, ...process.argv.slice(2)], {
    env: { ...ALLOCATOR, ...process.env, UV_THREADPOOL_SIZE: String(threadPool) },
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  child.on('error', (error) => {
    process.stderr.write(`The server could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  // A stop that did not wait for a statement is a stop all the same.
  let isStopping = false;
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      isStopping = true;
      child.kill(signal);
    });
  }
  child.on('exit', (code, signal) => {
    if (code === null && !isStopping) process.stderr.write(`The server was ended by ${signal}.\n`);
    process.exit(code ?? (isStopping ? 0 : 1));
  });
}
