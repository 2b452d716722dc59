import type { SnowflakeError } from '@firn/snowpark';
import { type AddressFault, addressFaultOf } from '@firn/snowpark/internal';
import { EXCHANGE_FAILED, fromDriver, snowflakeError, WRONG_ADDRESS } from '../errors/raise.js';
import type { HttpClient } from '../wire/http.js';

/** Until the head of an answer, to a request that costs the server nothing. */
const ANSWER_MS = 10_000;

/**
 * Whether anything answers at an address. The driver itself tries a wrong one for 300 seconds, in silence, and goes on when nobody
 * waits any more.
 *
 * @param wasReached it has answered before: what fails now will pass
 * @throws SnowflakeError that says what is wrong with the address, and what to do; the reason of `signal`
 */
export async function checkAddress(
  accessUrl: string,
  {
    wasReached,
    http,
    signal,
  }: { readonly wasReached: boolean; readonly http: HttpClient; readonly signal: AbortSignal },
): Promise<void> {
  const touched = (address: string) => touch(address, http, signal);
  try {
    await touched(accessUrl);
  } catch (error) {
    const fault = await addressFaultOf(accessUrl, error, touched);
    signal.throwIfAborted();
    if (fault !== null) throw addressError(accessUrl, { ...fault, lasting: fault.lasting && !wasReached }, error);
  }
}

/** An answer that is none of Snowflake's: a page, or a status of another server. */
const NOT_SNOWFLAKE: ReadonlySet<string> = new Set(['401002', '000000']);

/** The error of a login, where the answer was none of Snowflake's. */
export function loginError(accessUrl: string, wasReached: boolean, reason: unknown): SnowflakeError {
  const error = fromDriver(reason);
  if (!NOT_SNOWFLAKE.has(error.code) || wasReached) return error;
  const cure = 'Check the account or the address';
  return addressError(accessUrl, { reason: 'what answers there is no Snowflake', cure, lasting: true }, error);
}

const addressError = (accessUrl: string, { reason, cure, lasting }: AddressFault, cause: unknown): SnowflakeError =>
  snowflakeError({
    code: lasting ? WRONG_ADDRESS : EXCHANGE_FAILED,
    message: `Snowflake cannot be reached at ${accessUrl}: ${reason}. ${cure}.`,
    cause,
  });

async function touch(address: string, http: HttpClient, signal: AbortSignal): Promise<void> {
  const answer = await http.open({ method: 'GET', url: `${address}/`, headers: {}, idleTimeoutMs: ANSWER_MS, signal });
  // Its body is of no interest, and neither is where it breaks off.
  answer.on('error', () => undefined).resume();
}
