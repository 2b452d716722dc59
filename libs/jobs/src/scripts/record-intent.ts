import type { ResultKind } from '@firn/snowpark/internal';
import type { Intent, Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, FencedScript } from './record-script.js';

/** `unresolved` is read or write. */
const RECORD_INTENT = new FencedScript({
  event: 'intend',
  args: ['intent', 'unresolved', 'queryText', 'resultKind', 'session', 'request'],
  lua: `
change(job, job.state, 'intent', {sessionId = args.session, requestId = args.request}, {
  intent = args.intent, unresolved = args.unresolved, writes = args.unresolved == 'write' and '1' or '0',
  queryText = args.queryText, resultKind = args.resultKind, queryId = '', endedSession = '',
})
`,
});

export interface Intention {
  readonly intent: Intent;
  readonly queryText: TextRef;
  readonly resultKind: ResultKind;
}

/** Before the network: a crash from here on leaves enough to find out whether the statement arrived. */
export const recordIntent = (
  redis: RedisClient,
  job: Job,
  { intent, queryText, resultKind }: Intention,
): Promise<Fenced> =>
  RECORD_INTENT.run(redis, job, {
    intent: JSON.stringify(intent),
    unresolved: intent.writes ? 'write' : 'read',
    queryText: JSON.stringify(queryText),
    resultKind,
    session: intent.sessionId,
    request: intent.requestId,
  });
