import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

const signals = new AsyncLocalStorage<AbortSignal>();
let subscribed = false;

/**
 * Runs a call of the driver so that `signal` ends every request that it makes, also one that it begins later. The driver has no way to
 * take a call back, waits 90 seconds for an answer, and its socket holds the process meanwhile.
 */
export function abortable<T>(signal: AbortSignal, call: () => T): T {
  if (!subscribed) subscribe('http.client.request.start', endWithSignal);
  subscribed = true;
  return signals.run(signal, call);
}

function endWithSignal(message: unknown): void {
  const signal = signals.getStore();
  if (signal === undefined || typeof message !== 'object' || message === null || !('request' in message)) return;
  if (message.request instanceof ClientRequest) endRequest(message.request, signal);
}

function endRequest(request: ClientRequest, signal: AbortSignal): void {
  const end = () =>
    request.destroy(Object.assign(new Error('The call was ended.', { cause: signal.reason }), CANCELED));
  if (signal.aborted) return void end();
  signal.addEventListener('abort', end, { once: true });
  request.once('close', () => signal.removeEventListener('abort', end));
}

/** By which the driver knows a request that was called off, and does not repeat it. */
const CANCELED = { code: 'ERR_CANCELED' };
