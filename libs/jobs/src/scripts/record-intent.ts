import type { ResultKind } from '@firn/snowpark/internal';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Intent, Job } from '../record.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] allowed states, [5] intent, [6] read or write, [7] query text, [8] result kind, [9] session, [10] request */
const RECORD_INTENT = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
change('submitting', 'intent', {sessionId = ARGV[9], requestId = ARGV[10]}, {
  'intent', ARGV[5], 'unresolved', ARGV[6], 'writes', ARGV[6] == 'write' and '1' or '0',
  'queryText', ARGV[7], 'resultKind', ARGV[8], 'queryId', '', 'endedSession', '',
})
return {'ok', field('wish')}
`);

export interface Intention {
  readonly intent: Intent;
  readonly queryText: TextRef;
  readonly resultKind: ResultKind;
}

/** Before the network: a crash from here on leaves enough to find out whether the statement arrived. */
export async function recordIntent(
  redis: Redis,
  job: Job,
  { intent, queryText, resultKind }: Intention,
): Promise<Fenced> {
  return fenced(
    await runOn(redis, RECORD_INTENT, job.id, [
      job.epoch,
      stateList(ALLOWED_IN.intend),
      JSON.stringify(intent),
      intent.writes ? 'write' : 'read',
      JSON.stringify(queryText),
      resultKind,
      intent.sessionId,
      intent.requestId,
    ]),
  );
}
