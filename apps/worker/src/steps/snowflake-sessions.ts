import type { ConnectionRegistry, Purpose, SnowflakeSession } from '@app/snowflake';
import type { WorkerConfig } from '../config/config.js';
import { patiently } from './patience.js';
import { profileOf } from './profile-of.js';

/** Whose session: of a job, or of an object that a job made. */
export interface SessionOwner {
  readonly tenant: string;
  readonly profile: string;
}

/** Sessions of the profile that a job names. A login that takes long goes on, and serves the next one who asks. */
export class SnowflakeSessions {
  constructor(
    private readonly config: WorkerConfig,
    private readonly registry: ConnectionRegistry,
  ) {}

  /** @throws SnowflakeError if there is none within the login patience, ProblemError for a profile that is not the owner's. */
  async of(owner: SessionOwner, purpose: Exclude<Purpose, 'exclusive'>): Promise<SnowflakeSession> {
    const profile = profileOf(this.config, owner);
    return patiently(
      this.registry.session(profile, purpose),
      this.config.loginMs,
      `A login of profile ${profile.name}`,
    );
  }

  /** A session that nobody else uses until it is given back. Null if none was free within `waitMs`. */
  async exclusive(owner: SessionOwner, waitMs: number): Promise<SnowflakeSession | null> {
    const profile = profileOf(this.config, owner);
    const work = this.registry.session(profile, 'exclusive', AbortSignal.timeout(waitMs));
    try {
      return await patiently(
        work,
        this.config.loginMs + waitMs,
        `A login of profile ${profile.name}`,
        (late) => void this.registry.release(late),
      );
    } catch (error) {
      if (error instanceof DOMException && error.name === 'TimeoutError') return null;
      throw error;
    }
  }
}
