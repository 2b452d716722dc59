import { randomBytes, scryptSync, timingSafeEqual } from 'node:crypto';

const KEY_BYTES = 32;
// Interactive cost: about 15 ms a login.
const COST = { N: 8_192, r: 8, p: 1 } as const;

/** Salt and derived key as `salt:key` in hex. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${scryptSync(password, salt, KEY_BYTES, COST).toString('hex')}`;
}

export function verifyPassword(password: string, hash: string | null): boolean {
  const [salt, key] = (hash ?? '').split(':');
  if (salt === undefined || key === undefined || key === '') return false;
  const derived = scryptSync(password, Buffer.from(salt, 'hex'), KEY_BYTES, COST);
  return timingSafeEqual(derived, Buffer.from(key, 'hex'));
}
