import type { FastifyRequest } from 'fastify';

/** Aborts when the caller has gone, or when `stop` does. `release` when the request is answered. */
export function goneSignal(
  request: FastifyRequest,
  stop: AbortSignal,
): { readonly signal: AbortSignal; release(): void } {
  const gone = new AbortController();
  const abort = () => gone.abort();
  request.raw.socket.once('close', abort);
  stop.addEventListener('abort', abort);
  if (stop.aborted || request.raw.socket.destroyed) abort();
  return {
    signal: gone.signal,
    release: () => {
      request.raw.socket.removeListener('close', abort);
      stop.removeEventListener('abort', abort);
    },
  };
}
