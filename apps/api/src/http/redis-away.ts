import { notNow } from '@firn/jobs';

/** The client's own words; it gives these errors no codes. */
const NO_CONNECTION =
  /^(Connection is closed|Stream isn't writeable|Command timed out|Reached the max retries per request limit)/;
const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Redis could not be asked in time. What was asked may still have happened: only idempotent requests are repeated blindly. */
export class RedisTimeout extends Error {
  override readonly name = 'RedisTimeout';
  constructor(readonly timeoutMs: number) {
    super(`Redis did not answer within ${timeoutMs} ms`);
  }
}

/** Whether a failure says that Redis is away, and nothing about the request. */
export function isRedisAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof RedisTimeout || notNow(error) !== undefined || NO_CONNECTION.test(error.message)) return true;
  if ('code' in error && typeof error.code === 'string' && NETWORK.has(error.code)) return true;
  return error.cause !== undefined && isRedisAway(error.cause);
}

/** Why it is away, for whoever is told so: a sentence without its full stop. */
export function whyRedisAway(error: unknown): string {
  if (!(error instanceof Error)) return 'Redis did not answer in time';
  return notNow(error) ?? whyRedisAway(error.cause);
}

/** Bounds a call to Redis whose own client would wait out an outage. The call itself cannot be taken back. */
export async function withinRedisTimeout<T>(call: Promise<T>, timeoutMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new RedisTimeout(timeoutMs)), timeoutMs);
  });
  try {
    return await Promise.race([call, late]);
  } finally {
    clearTimeout(timer);
    call.catch(() => undefined); // it may still fail after the caller was answered
  }
}
