#!/usr/bin/env node
import { relaunch } from './launch.js';

/** DuckDB's calls wait in libuv's pool. Four threads, the default, are taken by four long queries. */
const THREAD_POOL = 128;

// The pool has its size before the first line of a program runs, so a process that lacks it starts another one.
const threadPool = Number(process.env.UV_THREADPOOL_SIZE ?? 0);
if (threadPool < THREAD_POOL) {
  relaunch(THREAD_POOL);
} else {
  // Not needed, and not loaded, by the process that only launches.
  const { serve } = await import('./serve.js');
  await serve(threadPool);
}
