import { createHash, createPublicKey, verify } from 'node:crypto';

/** What a key-pair login claims, unverified. */
export interface JwtClaims {
  readonly issuer: string;
  readonly subject: string;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

interface Jwt {
  readonly claims: JwtClaims;
  readonly signed: string;
  readonly signature: Buffer;
}

/** Clocks of client and server may differ by this much. */
const SKEW_MS = 60_000;

/** Reads a JWT; null when it is none, or not signed by RS256. */
export function readJwt(token: string): Jwt | null {
  const [header, payload, signature, ...rest] = token.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) return null;
  const head = decoded(header);
  const body = decoded(payload);
  if (head?.alg !== 'RS256' || body === null) return null;
  const { iss, sub, exp } = body;
  if (typeof iss !== 'string' || typeof sub !== 'string' || typeof exp !== 'number') return null;
  return {
    // The Node driver counts milliseconds, the others seconds.
    claims: { issuer: iss, subject: sub, expiresAt: exp > 1e11 ? exp : exp * 1_000 },
    signed: `${header}.${payload}`,
    signature: Buffer.from(signature, 'base64url'),
  };
}

/** The user a JWT speaks for: `<ACCOUNT>.<USER>`, where the account may itself hold dots. */
export const jwtUser = ({ subject }: JwtClaims): string => subject.slice(subject.lastIndexOf('.') + 1);

/** Whether the JWT is signed by the owner of the registered key (base64 of its DER form), and in time. */
export function verifyJwt(jwt: Jwt, publicKey: string, now: number): boolean {
  if (jwt.claims.expiresAt + SKEW_MS < now) return false;
  const der = Buffer.from(publicKey, 'base64');
  const fingerprint = `SHA256:${createHash('sha256').update(der).digest('base64')}`;
  if (!jwt.claims.issuer.endsWith(`.${fingerprint}`)) return false;
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify('RSA-SHA256', Buffer.from(jwt.signed), key, jwt.signature);
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
