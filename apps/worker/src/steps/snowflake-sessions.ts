import type { ConnectionRegistry, Purpose, SnowflakeSession } from '@firn/snowflake';
import type { WorkerConfig } from '../config/config.js';
import { patiently } from './patience.js';
import { profileOf } from './profile-of.js';

/** Whose session: of a job, or of an object that a job made. */
export interface SessionOwner {
  readonly tenant: string;
  readonly profile: string;
}

/** No query has it. Asking for its status needs no warehouse, and is refused by nobody. */
const NO_QUERY = '00000000-0000-0000-0000-000000000000';

/** Sessions of the profile that a job names. */
export class SnowflakeSessions {
  constructor(
    private readonly config: WorkerConfig,
    private readonly registry: ConnectionRegistry,
  ) {}

  /** @throws SnowflakeError if none can be opened, ProblemError for a profile that is not the owner's. */
  of(owner: SessionOwner, purpose: Exclude<Purpose, 'exclusive'>): Promise<SnowflakeSession> {
    return this.registry.session(profileOf(this.config, owner), purpose);
  }

  /** A session that nobody else uses until it is given back. Null if none was free within `waitMs`. */
  async exclusive(owner: SessionOwner, waitMs: number): Promise<SnowflakeSession | null> {
    const profile = profileOf(this.config, owner);
    try {
      return await this.registry.session(profile, 'exclusive', AbortSignal.timeout(waitMs));
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return null;
      throw error;
    }
  }

  /**
   * Waits for an answer as long as Snowflake can be reached and `until` allows: so many milliseconds at most, or while a
   * question that is asked again and again does not reject.
   */
  async answer<T>(
    owner: SessionOwner,
    what: string,
    work: Promise<T>,
    until: number | (() => Promise<unknown>),
  ): Promise<T> {
    const stillThere = async () => {
      const control = await this.of(owner, 'control');
      return control.status(NO_QUERY);
    };
    return typeof until === 'number'
      ? patiently(work, { what, ms: until, asks: [stillThere] })
      : patiently(work, { what, asks: [stillThere, until] });
  }
}
