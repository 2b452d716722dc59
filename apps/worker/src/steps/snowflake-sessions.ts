import {
  type ConnectionRegistry,
  failureOf,
  type HistoryPage,
  type HistoryPlace,
  type HistoryRange,
  type HistoryStatement,
  type Purpose,
  type QueryStatus,
  type SnowflakeSession,
  type UserHistoryRange,
} from '@firn/snowflake';
import type { WorkerConfig } from '../config/config.js';
import { noExchange, patiently } from './patience.js';
import { profileOf } from './profile-of.js';
import { Turnstile } from './turnstile.js';

/** Whose session: of a job, or of an object that a job made. */
export interface SessionOwner {
  readonly tenant: string;
  readonly profile: string;
}

/** No query has it. Asking for its status needs no warehouse, and is refused by nobody. */
const NO_QUERY = '00000000-0000-0000-0000-000000000000';

/** Looks at the history of one profile at the same time: each takes a place in a warehouse that jobs may wait for. */
const LOOKS_AT_ONCE = 4;

/** Sessions of the profile that a job names. */
export class SnowflakeSessions {
  /** By tenant and profile. */
  private readonly looks = new Map<string, Turnstile>();

  constructor(
    private readonly config: WorkerConfig,
    private readonly registry: ConnectionRegistry,
  ) {}

  /** @throws SnowflakeError if none can be opened, ProblemError for a profile that is not the owner's. */
  of(owner: SessionOwner, purpose: Exclude<Purpose, 'exclusive'>): Promise<SnowflakeSession> {
    return this.registry.session(profileOf(this.config, owner), purpose);
  }

  /** A shared one that is open. Null: there is none. @throws ProblemError as `of` */
  ready(owner: SessionOwner): SnowflakeSession | null {
    return this.registry.ready(profileOf(this.config, owner));
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

  /** The status of a query that went with its session says that this is gone: its next statement need not find out. */
  dropEnded(status: QueryStatus): void {
    if (status.state !== 'failed' && status.state !== 'aborted') return;
    const { failure, figures } = status;
    if (failure.class === 'session_lost' && figures.sessionId !== null) this.registry.ended(figures.sessionId);
  }

  /**
   * The history of a session, read over another one. Snowflake drops the question when its time is over, and is asked few at once:
   * else those that nobody waits for any more, and those of the next try behind them, would keep its warehouse from all others.
   *
   * @throws SnowflakeError 401001 where no answer came within `answerMs`, or no turn
   */
  history(owner: SessionOwner, control: SnowflakeSession, range: HistoryRange): Promise<HistoryPage> {
    return this.look(owner, range.sessionId, (options) => control.history(range, options));
  }

  /** The same of one query, with its text. */
  historyOfQuery(
    owner: SessionOwner,
    control: SnowflakeSession,
    place: HistoryPlace,
  ): Promise<HistoryStatement | null> {
    return this.look(owner, place.sessionId, (options) => control.historyOfQuery(place, options));
  }

  /** The same of all sessions of the profile's user, for who asks alone. */
  historyOfUser(owner: SessionOwner, control: SnowflakeSession, range: UserHistoryRange): Promise<HistoryPage> {
    const { answerMs } = this.config;
    const work = control.historyOfUser(range, { timeoutSeconds: dropSeconds(answerMs) });
    return this.answer(owner, `The history of the profile ${owner.profile}`, work, answerMs);
  }

  private async look<T>(
    owner: SessionOwner,
    sessionId: string,
    ask: (options: { readonly timeoutSeconds: number }) => Promise<T>,
  ): Promise<T> {
    const { answerMs } = this.config;
    const what = `The history of session ${sessionId}`;
    const leave = await this.looksOf(owner).enter(answerMs);
    if (leave === null) throw noExchange(`${what}: too many others were asked for before it, for ${answerMs} ms.`);
    const timeoutSeconds = dropSeconds(answerMs);
    const work = ask({ timeoutSeconds });
    // Asked in vain it has its place for as long as Snowflake may still be at it.
    const dropped = setTimeout(leave, timeoutSeconds * 1_000).unref();
    const over = () => {
      clearTimeout(dropped);
      leave();
    };
    work.then(over, over);
    try {
      return await this.answer(owner, what, work, answerMs);
    } catch (error) {
      throw failureOf(error).class === 'timeout' ? noExchange(failureOf(error).message) : error;
    }
  }

  private looksOf({ tenant, profile }: SessionOwner): Turnstile {
    const name = `${tenant}/${profile}`;
    const looks = this.looks.get(name) ?? new Turnstile(LOOKS_AT_ONCE);
    this.looks.set(name, looks);
    return looks;
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

/** When Snowflake gives up a question whose answer is waited for so long: a moment after that. */
const dropSeconds = (answerMs: number): number => Math.ceil(answerMs / 1_000) + 1;
