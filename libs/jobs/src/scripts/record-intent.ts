import type { ResultKind } from '@firn/snowpark/internal';
import type { Intent, Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, FencedScript } from './record-script.js';

/** Of a script that writes an intent. `unresolved` is read or write. */
export const INTENT_ARGS = ['intent', 'unresolved', 'queryText', 'resultKind', 'session', 'request'] as const;

/** The fields that it writes, and what the history tells of it, in Lua. */
export const INTENDED = `
local intended, intended_event = {
  intent = args.intent, unresolved = args.unresolved, writes = args.unresolved == 'write' and '1' or '0',
  queryText = args.queryText, resultKind = args.resultKind, queryId = '', endedSession = '',
}, {sessionId = args.session, requestId = args.request}
`;

const RECORD_INTENT = new FencedScript({
  event: 'intend',
  args: INTENT_ARGS,
  lua: `${INTENDED}change(job, job.state, 'intent', intended_event, intended)`,
});

export interface Intention {
  readonly intent: Intent;
  readonly queryText: TextRef;
  readonly resultKind: ResultKind;
}

/** Before the network: a crash from here on leaves enough to find out whether the statement arrived. */
export const recordIntent = (redis: RedisClient, job: Job, intention: Intention): Promise<Fenced> =>
  RECORD_INTENT.run(redis, job, intentArguments(intention));

export const intentArguments = ({ intent, queryText, resultKind }: Intention) => ({
  intent: JSON.stringify(intent),
  unresolved: intent.writes ? 'write' : 'read',
  queryText: JSON.stringify(queryText),
  resultKind,
  session: intent.sessionId,
  request: intent.requestId,
});
