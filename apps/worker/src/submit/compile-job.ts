import { ProblemError, scratchSchemaParts, sessionPrefix } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { Profile } from '@firn/snowflake';
import type { CompiledAction, ResultColumn, Statement } from '@firn/snowpark';
import type { Namespace, Temporary } from '@firn/snowpark/internal';
import type { Compiled, Describe } from '../compile/compile-stored.js';
import { claimOf } from '../ledger/claim-of.js';
import type { WorkerPorts } from '../ports.js';
import { profileOf } from '../steps/profile-of.js';
import { whileWanted } from '../steps/while-wanted.js';

type Scratch = Extract<Temporary, { kind: 'scratch' }>;

/** The plan is written in a version that this worker does not know yet. Another worker will: it is left to those, never failed. */
export class NewerPlan extends Error {
  override readonly name = 'NewerPlan';

  constructor(
    readonly version: number,
    message: string,
  ) {
    super(message);
  }
}

/** What a job asks for, ready to be carried out. */
export type CompiledJob = Exclude<Compiled, { readonly kind: 'newer' | 'failed' }>;

/**
 * Compiles an action for a session that no other job's objects live in.
 *
 * @param columnsOf tells the columns of a source; default: Snowflake does, for as long as the job is wanted
 * @throws SnowflakeError for a source that cannot be described, ProblemError for a plan that cannot be compiled, or where temporary
 * objects are needed and cannot be had, NewerPlan, NotWanted.
 */
export async function compileJob(
  job: Job,
  encoded: Buffer,
  ports: WorkerPorts,
  columnsOf: Describe = (statement) => ports.described.of(job, statement, () => describe(job, statement, ports)),
): Promise<CompiledJob> {
  const profile = profileOf(ports.config, job);
  const compileFor = { temporary: await scratchOf(job, profile, ports), claim: claimOf(job, profile) };
  const compiled = await ports.compiler.compile(encoded, compileFor, columnsOf);
  if (compiled.kind === 'newer') throw new NewerPlan(compiled.version, compiled.detail);
  if (compiled.kind === 'failed') throw new ProblemError(compiled.problem);
  if (compiled.kind !== 'adopt') requirePlaces(job, profile, compiled.compiled);
  return compiled;
}

/** The columns that a statement would give; nothing runs. @throws SnowflakeError, NotWanted */
export async function describe(job: Job, statement: Statement, ports: WorkerPorts): Promise<readonly ResultColumn[]> {
  const session = await ports.sessions.of(job, 'shared');
  return whileWanted(job, 'The description of a statement', (signal) => session.describe(statement, signal), ports);
}

async function scratchOf(job: Job, profile: Profile, ports: WorkerPorts): Promise<Scratch> {
  const own = job.session === null ? `FIRN_${job.id.slice('job_'.length)}` : sessionPrefix(job.session);
  const { objects, unreadable } =
    job.session === null ? { objects: [], unreadable: [] } : await ports.scratch.objectsOf(job.session);
  // A table of the session that is not seen here would let another one of its name be read.
  if (unreadable[0] !== undefined) throw unreadable[0];
  return {
    kind: 'scratch',
    schema: profile.scratchSchema === undefined ? [] : scratchSchemaParts(profile.scratchSchema),
    // Fresh for each attempt: what an earlier one left half made is never met.
    prefix: job.session === null ? `${own}_${job.epoch}` : `${own}_${job.id.slice('job_'.length)}_${job.epoch}`,
    sessionPrefix: own,
    tables: new Map(
      objects.flatMap(({ userName, name }) => (userName === undefined ? [] : [[userName, scratchSchemaParts(name)]])),
    ),
    ...(job.action === 'create_view' && { namespace: await namespaceOf(job, ports) }),
  };
}

const NAMESPACE = { text: 'SELECT CURRENT_DATABASE(), CURRENT_SCHEMA()', binds: [] };

async function namespaceOf(job: Job, ports: WorkerPorts): Promise<Namespace> {
  const session = await ports.sessions.of(job, 'shared');
  const ask = (signal: AbortSignal) => session.run(NAMESPACE, { signal });
  const { rows } = await whileWanted(job, "The question for the session's schema", ask, ports);
  const [database, schema] = (rows[0] ?? []).map((cell) => (typeof cell === 'string' ? cell : null));
  return { database: database ?? null, schema: schema ?? null };
}

function requirePlaces(job: Job, profile: Profile, { created }: CompiledAction): void {
  if (created.length > 0 && profile.scratchSchema === undefined) {
    throw ProblemError.of('scratch_schema_missing', {
      detail: `The plan needs temporary objects, and the profile "${profile.name}" names no schema for them.`,
    });
  }
  if (job.session === null && created.some(({ lifetime }) => lifetime === 'session')) {
    throw ProblemError.of('compile_failed', {
      detail: 'A temporary table belongs to a session, and the job names none.',
      cure: 'Open a session with POST /v1/sessions and name it in the job, or save as a transient table.',
    });
  }
}
