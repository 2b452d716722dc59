import { type SessionId, sessionStageName } from '@firn/contract';
import type { Job, ScratchRegistry } from '@firn/jobs';
import { type ConnectionRegistry, failureOf, type Profile } from '@firn/snowflake';
import { SnowflakeError } from '@firn/snowpark';
import { decide } from '../steps/decide.js';
import { sideTag } from './query-tag.js';
import { type AsidePorts, runAside } from './run-aside.js';

/** When the sweeper first looks whether the owner of an object still needs it; while it does, again every minute. */
export const SCRATCH_LOOK_MS = 60_000;

/** Writes may hold all sessions of their own for long. */
const SCHEMA_WAIT_MS = 10_000;

/** The places for temporary objects: the scratch schema of a profile, the stage of a durable session. Made when first needed. */
export class ScratchPlaces {
  private readonly schemas = new Set<string>();
  private readonly stages = new Set<string>();

  constructor(
    private readonly ports: AsidePorts & {
      readonly scratch: ScratchRegistry;
      readonly snowflake: ConnectionRegistry;
    },
  ) {}

  /**
   * Makes what an action needs: the schema for objects of its own, the stage of its session where the plan speaks of it.
   * Call it without holding a session: it may wait for one.
   *
   * @throws SnowflakeError, NotWanted
   */
  async ensure(job: Job, encodedPlan: Buffer, makesObjects: boolean, profile: Profile): Promise<void> {
    const stage = this.stageOf(job, encodedPlan, profile);
    if (makesObjects || stage !== null) await this.ensureSchema(job, profile);
    if (stage !== null && job.session !== null) await this.ensureStage(job, job.session, stage);
  }

  /** SQL name of the session's stage, if the plan speaks of it. */
  private stageOf(job: Job, encodedPlan: Buffer, profile: Profile): string | null {
    if (job.session === null || profile.scratchSchema === undefined) return null;
    const name = sessionStageName(profile.scratchSchema, job.session);
    const withoutSchema = name.slice(name.lastIndexOf('.') + 2, -1);
    return encodedPlan.includes(withoutSchema) ? name : null;
  }

  private async ensureStage(job: Job, session: SessionId, name: string): Promise<void> {
    if (this.stages.has(name)) return;
    const stage = { kind: 'stage', name, tenant: job.tenant, profile: job.profile } as const;
    await this.ports.scratch.add(session, [stage], job.updatedAt + SCRATCH_LOOK_MS);
    const connection = await this.ports.sessions.of(job, 'shared');
    const statement = { text: `CREATE STAGE IF NOT EXISTS ${name}`, binds: [] };
    await runAside(job, statement, connection, sideTag(job.tenant, job.id, 'stage'), this.ports);
    this.stages.add(name);
  }

  /**
   * Where the role may not make a schema, the statement that needs it says so. On a session that nobody else gets: the new
   * schema becomes its current one, where other jobs' names would then be looked for.
   */
  private async ensureSchema(job: Job, profile: Profile): Promise<void> {
    const schema = profile.scratchSchema;
    if (schema === undefined || this.schemas.has(`${profile.name} ${schema}`)) return;
    const session = await this.ports.sessions.exclusive(job, SCHEMA_WAIT_MS);
    if (session === null) return; // next time; the statement that needs the schema says so if it is not there
    try {
      const statement = { text: `CREATE SCHEMA IF NOT EXISTS ${schema}`, binds: [] };
      await runAside(job, statement, session, sideTag(job.tenant, job.id, 'setup'), this.ports);
    } catch (error) {
      if (!(error instanceof SnowflakeError) || decide(failureOf(error)).kind === 'retry') throw error;
      this.ports.log.warn(
        { err: error, schema },
        'the schema for temporary objects could not be made; it may be there',
      );
    } finally {
      await this.ports.snowflake.evict(session, { logout: true });
    }
    this.schemas.add(`${profile.name} ${schema}`);
  }
}
