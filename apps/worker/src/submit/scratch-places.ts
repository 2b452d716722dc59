import { sessionStageName } from '@app/contract';
import type { Job, ScratchRegistry } from '@app/jobs';
import type { Profile, SnowflakeSession } from '@app/snowflake';
import type { Logger } from '../log/logger.js';
import { sideTag } from './query-tag.js';

/** After a job's deadline the sweeper looks whether what it made is still there. */
export const SCRATCH_GRACE_MS = 60_000;

/** The places for temporary objects: the scratch schema of a profile, the stage of a durable session. Made when first needed. */
export class ScratchPlaces {
  private readonly schemas = new Set<string>();
  private readonly stages = new Set<string>();

  constructor(
    private readonly scratch: ScratchRegistry,
    private readonly log: Logger,
  ) {}

  /** Makes the schema where the role may. Where it may not, the statement that needs the schema says so. */
  async ensureSchema(profile: Profile, session: SnowflakeSession): Promise<void> {
    const schema = profile.scratchSchema;
    if (schema === undefined || this.schemas.has(`${profile.name} ${schema}`)) return;
    try {
      await session.execute({ text: `CREATE SCHEMA IF NOT EXISTS ${schema}`, binds: [] });
    } catch (error) {
      this.log.warn({ err: error, schema }, 'the schema for temporary objects could not be made; it may be there');
    }
    this.schemas.add(`${profile.name} ${schema}`);
  }

  /** Makes the stage of the job's session where the plan speaks of it. */
  async ensureStage(job: Job, encodedPlan: string, profile: Profile, session: SnowflakeSession): Promise<void> {
    if (job.session === null || profile.scratchSchema === undefined) return;
    const name = sessionStageName(profile.scratchSchema, job.session);
    const asWritten = name.slice(name.lastIndexOf('.') + 2, -1);
    if (!encodedPlan.includes(asWritten) || this.stages.has(name)) return;
    await this.ensureSchema(profile, session);
    const stage = { kind: 'stage', name, tenant: job.tenant, profile: job.profile } as const;
    await this.scratch.add(job.session, [stage], job.deadlineAt + SCRATCH_GRACE_MS);
    const tag = sideTag(job.tenant, job.session, 'stage');
    await session.execute({ text: `CREATE STAGE IF NOT EXISTS ${name}`, binds: [] }, { tag });
    this.stages.add(name);
  }
}
