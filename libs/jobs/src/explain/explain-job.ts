import { isEnded, type JobExplanation, timestamp, timestampOrNull } from '@firn/contract';
import type { Job } from '../record.js';
import { unreachable } from '../unreachable.js';
import type { LineFacts } from './line-facts.js';

type Reason = Pick<JobExplanation, 'waitsFor' | 'sentence'> &
  Partial<Pick<JobExplanation, 'cap' | 'breaker' | 'nextAt' | 'ahead'>>;

/** Says why a job is where it is, in one sentence and as data. Pure. */
export function explainJob(job: Job, facts: LineFacts): JobExplanation {
  const { id, state, problem } = job;
  return {
    ...{ id, state, ahead: null, cap: null, breaker: null, nextAt: null },
    firstOfOrder: facts.first ?? null,
    sharesWith: job.sharedFrom ?? (facts.leader === id ? null : (facts.leader ?? null)),
    phase: state === 'running' ? job.phase : null,
    problem,
    ...reasonOf(job, facts),
  };
}

function reasonOf(job: Job, facts: LineFacts): Reason {
  if (job.wishAt !== null && !isEnded(job.state))
    return {
      waitsFor: 'cancel',
      sentence: `It is being cancelled, as ${job.wishBy ?? 'somebody'} asked at ${timestamp(job.wishAt)}; Snowflake has yet to confirm it.`,
    };
  switch (job.state) {
    case 'accepted':
      return inLine(job, facts);
    case 'retrying':
      return facts.ahead === undefined ? nextAttempt(job, facts) : inLine(job, facts);
    case 'waiting':
      return { waitsFor: 'handler', sentence: `It waits for a worker that hosts the handler "${job.handler}".` };
    case 'queued':
      return {
        waitsFor: 'worker',
        sentence: `It may start, and waits for a worker to take it, as ${facts.starting} jobs do.`,
      };
    case 'submitting':
      return { waitsFor: 'snowflake', sentence: `The worker ${job.worker} is handing it to Snowflake.` };
    case 'running':
      return { waitsFor: 'snowflake', sentence: running(job) };
    case 'storing':
      return { waitsFor: 'result', sentence: `The query has ended; the worker ${job.worker} stores its result.` };
    case 'needs_review':
      return {
        waitsFor: 'review',
        sentence:
          `Whether its write happened is not known: a person has to decide. ${job.problem?.detail ?? ''}`.trim(),
      };
    case 'succeeded':
    case 'failed':
    case 'cancelled':
    case 'timed_out':
      return { waitsFor: 'nothing', sentence: ended(job) };
    default:
      return unreachable(job.state);
  }
}

const ended = ({ state, problem }: Job): string =>
  problem === null ? `It has ended: ${state}.` : `It has ended: ${state}. ${problem.detail}`;

function running({ phase, queryId }: Job): string {
  const query = `Snowflake has its query ${queryId}`;
  switch (phase) {
    case 'queued':
      return `${query}, which waits in the queue of the warehouse.`;
    case 'provisioning':
      return `${query}, which waits for the warehouse to resume.`;
    case 'blocked':
      return `${query}, which waits for a lock that another statement holds.`;
    default:
      return `${query}, which runs.`;
  }
}

function nextAttempt(job: Job, { due }: LineFacts): Reason {
  const at = due ?? job.nextAttemptAt;
  return {
    waitsFor: 'retry',
    sentence:
      `Its next attempt begins ${at === null ? 'soon' : `at ${timestamp(at)}`}. ${job.problem?.detail ?? ''}`.trim(),
    nextAt: timestampOrNull(at),
  };
}

function inLine(job: Job, facts: LineFacts): Reason {
  if (facts.ahead === undefined) return outsideLine(job, facts);
  const place = `It is number ${facts.ahead + 1} of its line`;
  const { ahead, breaker, cap } = facts;
  const nextAt = facts.due === undefined ? null : timestamp(facts.due);
  const when = nextAt === null ? '' : ` until ${nextAt}`;
  if (breaker !== undefined) {
    const { code, detail } = breaker;
    const what = code === 'warehouse_quota' ? 'the warehouse' : 'the account';
    return {
      waitsFor: 'breaker',
      sentence: `${place}; nothing is sent to ${what}${when}: ${detail}`,
      ...{ ahead, nextAt },
      breaker: { code, detail, since: timestamp(breaker.since) },
    };
  }
  if (cap?.name.startsWith('rate:'))
    return {
      waitsFor: 'rate',
      sentence: `${place}, which may go on${when.replace('until', 'at')} by its rate.`,
      ahead,
      nextAt,
    };
  if (cap !== undefined) {
    const { used, most = used } = cap;
    const sentence = `${place}, which waits for a slot: ${used} of ${most} ${nameOfCap(cap.name)} are taken.`;
    return { waitsFor: 'cap', sentence, ahead, cap: { name: cap.name.split(':')[0] ?? cap.name, used, most } };
  }
  if (facts.busy)
    return {
      waitsFor: 'worker',
      sentence: `${place}; ${facts.starting} jobs that may start wait for a worker.`,
      ahead,
    };
  return { waitsFor: 'turn', sentence: `${place}, and has its turn next.`, ahead };
}

function outsideLine(job: Job, facts: LineFacts): Reason {
  if (facts.due !== undefined) return nextAttempt(job, facts);
  if (facts.leader !== undefined && facts.leader !== job.id)
    return {
      waitsFor: 'equal_read',
      sentence: `It shares the query of ${facts.leader}, an equal read, and ends with it.`,
    };
  if (facts.aside)
    return { waitsFor: 'worker', sentence: `It waits for a worker that reads plans of version ${job.planVersion}.` };
  const { orderRank = 0 } = facts;
  if (orderRank > 0)
    return {
      waitsFor: 'order',
      sentence: `It waits for ${orderRank} ${orderRank === 1 ? 'job' : 'jobs'} with the order key "${job.orderKey}"; ${facts.first} goes first.`,
    };
  return { waitsFor: 'turn', sentence: 'It has been accepted, and is on its way.' };
}

/** As it is told: whose account it is, is nobody's business. */
function nameOfCap(name: string): string {
  const [kind = '', of = ''] = name.split(/:(.*)/s);
  switch (kind) {
    case 'profile':
      return `statements of the profile ${of.split('/')[1]}`;
    case 'tenant':
      return 'statements of the tenant';
    case 'warehouse':
      return `statements on the warehouse ${of.slice(of.lastIndexOf('/') + 1)}`;
    case 'writes':
      return `writes of the profile ${of.split('/')[1]}`;
    default:
      return 'writes of its table';
  }
}
