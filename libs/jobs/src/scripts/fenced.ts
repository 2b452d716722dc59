import { replyOf } from './reply.js';

/**
 * What a fenced write answers. `stale`: a later epoch has the job, the caller's work is void.
 * `wished`: somebody wants the job to end.
 */
export type Fenced = { readonly stale: true } | { readonly stale: false; readonly wished: boolean };

export function fenced(reply: unknown): Fenced {
  const [outcome, wish] = replyOf(reply);
  return outcome === 'ok' ? { stale: false, wished: wish !== 'none' } : { stale: true };
}
