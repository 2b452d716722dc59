import { createHash, createPublicKey, verify } from 'node:crypto';
import type { UserEntry } from '../catalog/entries.js';

/** What a key-pair login claims, unverified. Times are epoch milliseconds. */
interface JwtClaims {
  /** `<ACCOUNT>.<USER>.SHA256:<fingerprint of the public key>` */
  readonly issuer: Party & { readonly fingerprint: string };
  /** `<ACCOUNT>.<USER>` */
  readonly subject: Party;
  readonly issuedAt: number;
  readonly notBefore: number | null;
  readonly expiresAt: number;
}

interface Party {
  readonly account: string;
  readonly user: string;
}

export interface Jwt {
  readonly claims: JwtClaims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Clocks of client and server may differ by this much. */
const SKEW_MS = 60_000;
/** No token counts for longer after its issue, whatever it says. */
const LONGEST_LIFE_MS = 60 * 60_000;

/** Reads a JWT; null when it is none, lacks a claim, or is not signed by RS256. */
export function readJwt(token: string): Jwt | null {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  const head = decoded(header);
  const body = decoded(payload);
  if (head?.alg !== 'RS256' || body === null) return null;
  const issuer = issuerOf(body.iss);
  const subject = subjectOf(body.sub);
  const issuedAt = instantOf(body.iat);
  const expiresAt = instantOf(body.exp);
  const notBefore = body.nbf === undefined ? null : instantOf(body.nbf);
  if (issuer === null || subject === null || issuedAt === null || expiresAt === null) return null;
  if (body.nbf !== undefined && notBefore === null) return null;
  return {
    claims: { issuer, subject, issuedAt, notBefore, expiresAt },
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/**
 * Whether a JWT logs `user` in: signed with a key of theirs, for them, and in time. An account goes by many names, of
 * which the local one takes any, but issuer and subject must speak of the same.
 */
export function isValidJwt({ claims, signed, signature }: Jwt, user: UserEntry, now: number): boolean {
  const { issuer, subject, issuedAt, notBefore, expiresAt } = claims;
  if (issuer.user !== subject.user || issuer.account !== subject.account) return false;
  if (subject.user !== user.name.toUpperCase() && subject.user !== user.loginName.toUpperCase()) return false;
  if (issuedAt > now + SKEW_MS || (notBefore !== null && notBefore > now + SKEW_MS)) return false;
  if (expiresAt <= issuedAt || expiresAt - issuedAt > LONGEST_LIFE_MS || expiresAt + SKEW_MS < now) return false;
  return [user.rsaPublicKey, user.rsaPublicKey2].some(
    (key) => key !== null && fingerprintOf(key) === issuer.fingerprint && isSignedBy(key, signed, signature),
  );
}

function issuerOf(value: unknown): JwtClaims['issuer'] | null {
  const [, account, user, fingerprint] =
    typeof value === 'string' ? (/^(.+)\.([^.]+)\.(SHA256:[A-Za-z0-9+/]+=*)$/.exec(value) ?? []) : [];
  if (account === undefined || user === undefined || fingerprint === undefined) return null;
  return { account: account.toUpperCase(), user: user.toUpperCase(), fingerprint };
}

/** The account may itself hold dots. */
function subjectOf(value: unknown): Party | null {
  const [, account, user] = typeof value === 'string' ? (/^(.+)\.([^.]+)$/.exec(value) ?? []) : [];
  return account === undefined || user === undefined
    ? null
    : { account: account.toUpperCase(), user: user.toUpperCase() };
}

/** The Node driver counts milliseconds, the others seconds. */
function instantOf(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return null;
  return value > 1e11 ? value : value * 1_000;
}

/** As Snowflake shows it and tokens name it. */
export const fingerprintOf = (publicKey: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('base64')}`;

function isSignedBy(publicKey: string, signed: string, signature: Buffer): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify('RSA-SHA256', Buffer.from(signed), key, signature);
  } catch {
    return false;
  }
}

function decoded(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}
