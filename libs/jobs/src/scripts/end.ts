import type { Problem, TerminalState } from '@firn/contract';
import { JobState, QueryId, TERMINAL_STATES } from '@firn/contract';
import { z } from 'zod';
import { endState } from '../machine/end-state.js';
import type { Outcome } from '../machine/machine-event.js';
import type { Wish } from '../machine/machine-job.js';
import type { Job, StoredResult } from '../record.js';
import type { RedisClient } from '../redis/client.js';
import { RecordScript } from './record-script.js';
import { replyOf } from './reply.js';

/**
 * The state that the job ends in and the problem it shows, for each wish that it may have. `obstacle` is what kept it from being
 * sent, `resolved` is 1 where what was intended is known to have come to nothing, `queryId` the one that the problem names. What
 * there is none of is empty.
 */
const END = new RecordScript({
  event: 'end',
  args: [
    ...(['fence', 'resolved', 'toByNone', 'toByUser', 'toByTimeout'] as const),
    ...(['problemByNone', 'problemByUser', 'problemByTimeout', 'obstacle', 'queryId'] as const),
    ...(['result', 'inline', 'keepMs', 'keepResultMs'] as const),
  ],
  lua: `
if job.epoch ~= tonumber(args.fence) or not allowed[job.state] then return {'stale'} end
if args.resolved ~= '1' and job.unresolved ~= 'none' then return {'unresolved'} end
local by = ({none = 'ByNone', user = 'ByUser', timeout = 'ByTimeout'})[job.wish]
local to, problem, fields = args['to' .. by], args['problem' .. by], {}
if job.wish ~= 'none' and (to == 'cancelled' or to == 'timed_out') then
  problem = wished(job, problem, job.wish, args.obstacle)
end
if job.queryId == '' and args.queryId ~= '' and to ~= 'succeeded' then fields.queryId = args.queryId end
fields.problem = problem
local event = {queryId = fields.queryId or (job.queryId ~= '' and job.queryId or nil)}
if problem ~= '' then event.problem = cjson.decode(problem) end
local keepResultMs = 0
if to == 'succeeded' then
  keepResultMs, fields.result, fields.inline = tonumber(args.keepResultMs), args.result, args.inline
  if job.wish ~= 'none' then change(job, job.state, 'cancel_late', {}, {}) end
  succeed(job, 'warehouse')
end
finish(job, to, event, fields, tonumber(args.keepMs), keepResultMs)
return {'ok', to, landed}
`,
});

export interface Ending {
  readonly outcome: Outcome;
  readonly writes: boolean;
  /** Set if the outcome is `succeeded`. */
  readonly result?: {
    readonly stored: StoredResult;
    /** The rows as JSON, a list of lists; null where they lie in pages. */
    readonly inline: string | null;
  };
  /** What went wrong; for an end by a wish the wish's own problem is shown instead. */
  readonly problem?: Problem;
  /** What was intended is known to have come to nothing: Snowflake refused it, or it was not sent. */
  readonly resolved?: boolean;
  /** Told of the jobs that shared the query of this one and ended with it: for how long each was there, in milliseconds. */
  readonly landed?: (agesMs: readonly number[]) => void;
  readonly wishProblems: { readonly user: Problem; readonly timeout: Problem };
  readonly keepMs: number;
  readonly keepResultMs: number;
}

const Ages = z.array(z.number());
const EndState = JobState.extract([...TERMINAL_STATES]);

/** A fault of the caller: somebody has to look for what was sent before a job may end. */
export class StillUnresolved extends Error {
  override readonly name = 'StillUnresolved';
}

/**
 * The state in which the job ended, decided together with the wish; null if a later epoch has it.
 *
 * @throws StillUnresolved
 */
export async function end(redis: RedisClient, job: Job, ending: Ending): Promise<TerminalState | null> {
  const to = (kind: Wish) => endState(ending.outcome, kind, ending.writes);
  const shown = (kind: Wish) => problemOf(to(kind), kind, ending);
  const { result, problem } = ending;
  const [outcome, state, landed] = replyOf(
    await END.run(redis, job.id, {
      ...{ fence: job.epoch, resolved: ending.resolved === true ? '1' : '0' },
      ...{ toByNone: to('none'), toByUser: to('user'), toByTimeout: to('timeout') },
      ...{ problemByNone: shown('none'), problemByUser: shown('user'), problemByTimeout: shown('timeout') },
      obstacle: ending.outcome === 'never_sent' && problem ? JSON.stringify(problem) : '',
      queryId: QueryId.safeParse(problem?.queryId).data ?? '',
      result: result ? JSON.stringify(result.stored) : '',
      inline: result?.inline ?? '',
      ...{ keepMs: ending.keepMs, keepResultMs: ending.keepResultMs },
    }),
  );
  if (outcome === 'unresolved')
    throw new StillUnresolved(`Job ${job.id} cannot end: a statement of it may be under way.`);
  if (outcome !== 'ok') return null;
  ending.landed?.(Ages.parse(landed));
  return EndState.parse(state);
}

function problemOf(state: TerminalState, kind: Wish, { problem, wishProblems }: Ending): string {
  if (state === 'succeeded') return '';
  if (state === 'cancelled') return JSON.stringify(wishProblems.user);
  if (state === 'timed_out' && kind !== 'none') return JSON.stringify(wishProblems.timeout);
  return problem === undefined ? '' : JSON.stringify(problem);
}
