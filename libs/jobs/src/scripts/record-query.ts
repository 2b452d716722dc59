import type { ResultKind } from '@firn/snowpark/internal';
import type { Job } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, FencedScript } from './record-script.js';

/** `kind` is submitted or adopted. `queryText`, `resultKind` and `writes` are empty where the record knows them. */
const RECORD_QUERY = new FencedScript({
  event: 'submit',
  args: ['queryId', 'kind', 'queryText', 'resultKind', 'writes'],
  lua: `
local fields = {queryId = args.queryId, unresolved = 'none', startedAt = now, phase = 'running', problem = '', runningAt = now}
if args.queryText ~= '' then fields.queryText = args.queryText end
if args.writes ~= '' then fields.writes = args.writes end
if args.resultKind ~= '' then fields.resultKind = args.resultKind end
succeed(job, 'account')
change(job, 'running', args.kind, {queryId = args.queryId}, fields)
begin(job, now)
`,
});

/** Before anything else once Snowflake answered: a query ID, once known, is never forgotten. */
export const recordQuery = (redis: RedisClient, job: Job, queryId: string): Promise<Fenced> =>
  RECORD_QUERY.run(redis, job, { queryId, kind: 'submitted', queryText: '', resultKind: '', writes: '' });

/** The same for a query that was found in Snowflake instead of being sent. */
export const recordAdopted = (
  redis: RedisClient,
  job: Job,
  queryId: string,
  {
    queryText,
    resultKind,
    writes,
  }: { readonly queryText?: TextRef; readonly resultKind?: ResultKind; readonly writes?: boolean } = {},
): Promise<Fenced> =>
  RECORD_QUERY.run(redis, job, {
    queryId,
    kind: 'adopted',
    queryText: queryText ? JSON.stringify(queryText) : '',
    resultKind: resultKind ?? '',
    writes: writes === undefined ? '' : writes ? '1' : '0',
  });
