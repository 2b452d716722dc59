import {
  type ActionKindName,
  JOB_JSON_LIMITS,
  type JobRequest,
  type JsonSize,
  MOST_BINDS,
  type Problem,
  ProblemError,
  readJob,
  type Writing,
} from '@firn/contract';
import { readJson } from '../../http/json-body.js';

/** A job as it was sent, read, and ready to be accepted. */
export interface IncomingJob {
  readonly request: Omit<JobRequest, 'action' | 'sql' | 'binds' | 'params'>;
  readonly kind: ActionKindName;
  /** The action as it is stored: JSON in UTF-8. */
  readonly encoded: Uint8Array<ArrayBuffer>;
  readonly writing: Writing | null;
}

/** What became of the bytes of a job. They were counted where they are JSON at all. */
export type Reading =
  | { readonly job: IncomingJob; readonly size: JsonSize }
  | { readonly problem: Problem; readonly size: JsonSize | null };

/** Reads one job: a body, or a line of a batch. What is wrong with it is an answer, not an error. */
export function readRequest(bytes: Uint8Array): Reading {
  let size: JsonSize | null = null;
  try {
    const document = readJson(bytes, JOB_JSON_LIMITS);
    size = document.size;
    refuseManyBinds(document.json);
    const { request, kind, encoded, writing } = readJob(document.json);
    const { action, sql, binds, params, ...kept } = request;
    return { job: { request: kept, kind, encoded: new TextEncoder().encode(encoded), writing }, size };
  } catch (error) {
    if (error instanceof ProblemError) return { problem: error.problem, size };
    throw error;
  }
}

/** Before the schema looks at each: it would write a report about every one that is wrong. */
function refuseManyBinds(json: unknown): void {
  if (typeof json !== 'object' || json === null || !('binds' in json) || !Array.isArray(json.binds)) return;
  const { length } = json.binds;
  if (length <= MOST_BINDS) return;
  throw ProblemError.of('invalid_job', {
    path: 'binds',
    detail: `"binds": ${length} values, of at most ${MOST_BINDS}.`,
  });
}
