import { createHmac, randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { Gate } from '../admit/gate.js';

const KEY_BYTES = 32;
// Interactive cost: about 15 ms a login.
const COST = { N: 8_192, r: 8, p: 1 } as const;
/** Keys derived at the same time: each takes a processor for its time. */
const AT_ONCE = 2;
const gate = new Gate(AT_ONCE);

/** Passwords that were right, as `proofOf` keeps them, by the hash that they were right for: pools log in again and again. */
const proved = new Map<string, Buffer>();
const MOST_PROVED = 1_000;
const proofKey = randomBytes(32);
/** Tells nothing to who does not have the memory of this process. */
const proofOf = (password: string): Buffer => createHmac('sha256', proofKey).update(password).digest();

/** Callers that wait for their turn. */
export const loginsWaiting = (): number => gate.queued;

/** Salt and derived key as `salt:key` in hex. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${(await derived(password, salt)).toString('hex')}`;
}

/** A wrong one takes as long without a hash, so that the time of an answer does not tell which users there are. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const proof = proofOf(password);
  const right = hash === null ? undefined : proved.get(hash);
  if (right !== undefined && timingSafeEqual(proof, right)) return true;
  const isRight = await isDerivedFrom(password, hash);
  if (isRight && hash !== null) {
    proved.set(hash, proof);
    const [oldest] = proved.keys();
    if (proved.size > MOST_PROVED && oldest !== undefined) proved.delete(oldest);
  }
  return isRight;
}

async function isDerivedFrom(password: string, hash: string | null): Promise<boolean> {
  const [salt = '', key = ''] = (hash ?? '').split(':');
  const given = await derived(password, salt === '' ? randomBytes(16) : Buffer.from(salt, 'hex'));
  const expected = Buffer.from(key, 'hex');
  return expected.length === given.length && timingSafeEqual(given, expected);
}

async function derived(password: string, salt: Buffer): Promise<Buffer> {
  await gate.enter();
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      scrypt(password, salt, KEY_BYTES, COST, (error, key) => (error === null ? resolve(key) : reject(error)));
    });
  } finally {
    gate.leave();
  }
}
