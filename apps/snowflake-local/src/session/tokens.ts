import { randomBytes } from 'node:crypto';
import type { Session } from './session.js';

export interface TokenPair {
  readonly token: string;
  readonly masterToken: string;
}

export interface TokenLifetimes {
  readonly sessionSeconds: number;
  readonly masterSeconds: number;
}

export type TokenVerdict =
  | { readonly kind: 'valid'; readonly session: Session }
  /** 390112 of a session token, 390114 of a master token: it was good once and its session lives. */
  | { readonly kind: 'expired' }
  /** 390111: the session has ended, or ended with an earlier run of the server. */
  | { readonly kind: 'gone' }
  /** 390104: never a token of ours. */
  | { readonly kind: 'unknown' };

interface Issued {
  readonly session: Session;
  expiresAt: number;
}

const PAIRS_OF_A_SESSION = 16;
const SHAPE = /^ver:\d+-(?:session|master)-[0-9a-f]{64}$/;

/** Session and master tokens. They live in memory only: a restart ends every session. */
export class Tokens {
  private readonly sessions = new Map<string, Issued>();
  private readonly masters = new Map<string, Issued>();
  private readonly pairs = new Map<Session, TokenPair[]>();

  constructor(readonly lifetimes: TokenLifetimes) {}

  issue(session: Session, now: number): TokenPair {
    const token = `ver:1-session-${randomBytes(32).toString('hex')}`;
    const masterToken = `ver:1-master-${randomBytes(32).toString('hex')}`;
    this.sessions.set(token, { session, expiresAt: now + this.lifetimes.sessionSeconds * 1_000 });
    this.masters.set(masterToken, { session, expiresAt: now + this.lifetimes.masterSeconds * 1_000 });
    const pair = { token, masterToken };
    const pairs = this.pairs.get(session) ?? [];
    this.pairs.set(session, pairs);
    pairs.push(pair);
    // A renewed session's older pairs stay good for requests under way, the oldest of many go.
    if (pairs.length > PAIRS_OF_A_SESSION) this.forget(pairs.shift());
    return pair;
  }

  checkSession(token: string, now: number): TokenVerdict {
    return check(this.sessions, token, now);
  }

  checkMaster(token: string, now: number): TokenVerdict {
    return check(this.masters, token, now);
  }

  /** Ends the session's present tokens; its master token still renews them. */
  expire(session: Session): void {
    for (const { token } of this.pairs.get(session) ?? []) {
      const issued = this.sessions.get(token);
      if (issued !== undefined) issued.expiresAt = 0;
    }
  }

  /** Forgets every token of a session. */
  revoke(session: Session): void {
    for (const pair of this.pairs.get(session) ?? []) this.forget(pair);
    this.pairs.delete(session);
  }

  private forget(pair: TokenPair | undefined): void {
    if (pair === undefined) return;
    this.sessions.delete(pair.token);
    this.masters.delete(pair.masterToken);
  }
}

function check(tokens: ReadonlyMap<string, Issued>, token: string, now: number): TokenVerdict {
  const issued = tokens.get(token);
  if (issued === undefined) return { kind: SHAPE.test(token) ? 'gone' : 'unknown' };
  return issued.expiresAt <= now ? { kind: 'expired' } : { kind: 'valid', session: issued.session };
}
