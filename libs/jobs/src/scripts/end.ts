import type { Problem, ResultRow, TerminalState } from '@firn/contract';
import { JobState, QueryId } from '@firn/contract';
import type { Redis } from 'ioredis';
import { endState } from '../machine/end-state.js';
import { ALLOWED_IN, stateList } from '../machine/guards.js';
import type { Outcome } from '../machine/machine-event.js';
import type { Wish } from '../machine/machine-job.js';
import type { Job, StoredResult } from '../record.js';
import { recordScript } from './prelude.js';
import { replyOf } from './reply.js';
import { runOn } from './target.js';

/**
 * ARGV[3] epoch, [4] allowed states, [5] to [7] end without wish, with a user's, with a timeout, [8] to [10] the problems
 * of these, or empty, [11] result, [12] inline rows, [13] keep the record for ms, [14] keep the result for ms,
 * [15] what kept the job from being sent, or empty, [16] whether what was intended is known to have come to nothing,
 * [17] query ID that the problem names, or empty
 */
const END = recordScript(`
if tonumber(field('epoch')) ~= tonumber(ARGV[3]) or not within(ARGV[4], field('state')) then return {'stale'} end
if ARGV[16] ~= '1' and field('unresolved') ~= 'none' then return {'unresolved'} end
local which = ({none = 0, user = 1, timeout = 2})[field('wish')]
local to, problem = ARGV[5 + which], ARGV[8 + which]
if ARGV[15] ~= '' then redis.call('HSET', key, 'problem', ARGV[15]) end
if which ~= 0 and (to == 'cancelled' or to == 'timed_out') then problem = wished(problem, field('wish')) end
local fields = {'problem', problem}
if field('queryId') == '' and ARGV[17] ~= '' and to ~= 'succeeded' then redis.call('HSET', key, 'queryId', ARGV[17]) end
local keepResultMs = 0
if to == 'succeeded' then
  keepResultMs = tonumber(ARGV[14])
  for _, value in ipairs({'result', ARGV[11], 'inline', ARGV[12]}) do fields[#fields + 1] = value end
  if which ~= 0 then change(field('state'), 'cancel_late', {}, {}) end
end
local event = {}
if problem ~= '' then event.problem = cjson.decode(problem) end
if field('queryId') ~= '' then event.queryId = field('queryId') end
finish(to, event, fields, tonumber(ARGV[13]), keepResultMs)
return {'ok', to}
`);

export interface Ending {
  readonly outcome: Outcome;
  readonly writes: boolean;
  /** Set if the outcome is `succeeded`. */
  readonly result?: { readonly stored: StoredResult; readonly inline: readonly ResultRow[] | null };
  /** What went wrong; for an end by a wish the wish's own problem is shown instead. */
  readonly problem?: Problem;
  /** What was intended is known to have come to nothing: Snowflake refused it, or it was not sent. */
  readonly resolved?: boolean;
  readonly wishProblems: { readonly user: Problem; readonly timeout: Problem };
  readonly keepMs: number;
  readonly keepResultMs: number;
}

const WISHES = ['none', 'user', 'timeout'] as const satisfies readonly Wish[];

/** A fault of the caller: somebody has to look for what was sent before a job may end. */
export class StillUnresolved extends Error {
  override readonly name = 'StillUnresolved';
}

/**
 * The state in which the job ended, decided together with the wish; null if a later epoch has it.
 *
 * @throws StillUnresolved
 */
export async function end(redis: Redis, job: Job, ending: Ending): Promise<TerminalState | null> {
  const states = WISHES.map((kind) => endState(ending.outcome, kind, ending.writes));
  const problems = WISHES.map((kind, at) => problemOf(states[at] ?? 'failed', kind, ending));
  const [outcome, to] = replyOf(
    await runOn(redis, END, job.id, [
      ...[job.epoch, stateList(ALLOWED_IN.end), ...states, ...problems],
      ending.result ? JSON.stringify(ending.result.stored) : '',
      ending.result?.inline ? JSON.stringify(ending.result.inline) : '',
      ...[ending.keepMs, ending.keepResultMs],
      ending.outcome === 'never_sent' && ending.problem ? JSON.stringify(ending.problem) : '',
      ending.resolved === true ? '1' : '0',
      QueryId.safeParse(ending.problem?.queryId).data ?? '',
    ]),
  );
  if (outcome === 'unresolved')
    throw new StillUnresolved(`Job ${job.id} cannot end: a statement of it may be under way.`);
  if (outcome !== 'ok') return null;
  return JobState.extract(['succeeded', 'failed', 'cancelled', 'timed_out']).parse(to);
}

function problemOf(state: TerminalState, kind: Wish, { problem, wishProblems }: Ending): string {
  if (state === 'succeeded') return '';
  if (state === 'cancelled') return JSON.stringify(wishProblems.user);
  if (state === 'timed_out' && kind !== 'none') return JSON.stringify(wishProblems.timeout);
  return problem === undefined ? '' : JSON.stringify(problem);
}
