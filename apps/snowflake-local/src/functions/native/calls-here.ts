import { messageOf } from '../../execute/engine-failure.js';
import type { CallArguments, CallResult, CallThreads } from './call-threads.js';

/** Makes calls in this thread, one batch in each turn of its loop: for whoever opens a database that nobody else waits for. */
export const callsHere = (compute: (name: string, args: CallArguments) => string | null): CallThreads => ({
  run: ({ name, calls }, signal) =>
    new Promise((resolve, reject) => {
      setImmediate(() => {
        if (signal.aborted) reject(signal.reason);
        else resolve(calls.map((args) => resultOf(() => compute(name, args))));
      });
    }),
});

/** What a call gives, or what it throws. */
export function resultOf(call: () => string | null): CallResult {
  try {
    return { value: call() };
  } catch (error) {
    return { error: messageOf(error) };
  }
}
