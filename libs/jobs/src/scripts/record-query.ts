import type { ResultKind } from '@firn/snowpark/internal';
import type { Redis } from 'ioredis';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Job } from '../record.js';
import type { TextRef } from '../text-ref.js';
import { type Fenced, fenced } from './fenced.js';
import { recordScript } from './prelude.js';
import { runOn } from './target.js';

/** ARGV[3] epoch, [4] allowed states, [5] query ID, [6] submitted or adopted, [7] query text or empty, [8] result kind or empty */
const RECORD_QUERY = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
local fields = {'queryId', ARGV[5], 'unresolved', 'none', 'startedAt', now, 'phase', 'running', 'problem', '', 'deaths', ''}
if ARGV[7] ~= '' then fields[#fields + 1] = 'queryText'; fields[#fields + 1] = ARGV[7] end
if ARGV[8] ~= '' then fields[#fields + 1] = 'resultKind'; fields[#fields + 1] = ARGV[8] end
change('running', ARGV[6], {queryId = ARGV[5]}, fields)
return {'ok', field('wish')}
`);

/** Before anything else once Snowflake answered: a query ID, once known, is never forgotten. */
export const recordQuery = async (redis: Redis, job: Job, queryId: string): Promise<Fenced> =>
  fenced(await run(redis, job, queryId, 'submitted', '', ''));

/** The same for a query that was found in Snowflake instead of being sent. */
export const recordAdopted = async (
  redis: Redis,
  job: Job,
  queryId: string,
  known: { readonly queryText?: TextRef; readonly resultKind?: ResultKind } = {},
): Promise<Fenced> =>
  fenced(
    await run(
      redis,
      job,
      queryId,
      'adopted',
      known.queryText ? JSON.stringify(known.queryText) : '',
      known.resultKind ?? '',
    ),
  );

const run = (
  redis: Redis,
  job: Job,
  queryId: string,
  kind: string,
  queryText: string,
  resultKind: string,
): Promise<unknown> =>
  runOn(redis, RECORD_QUERY, job.id, [job.epoch, stateList(ALLOWED_IN.submit), queryId, kind, queryText, resultKind]);
