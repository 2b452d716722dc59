import { SnowflakeError, UsageError } from '@firn/snowpark';
import { blockFailure } from '@firn/snowpark/internal';
import { isPassingStatus } from '../wire/retry.js';
import { classify } from './classify.js';
import { sixDigits } from './code.js';
import type { Failure } from './failure.js';
import { redact } from './redact.js';

/** What is known of a failure before it is classified. */
export interface FailureFacts {
  readonly code: unknown;
  readonly sqlState?: string | null | undefined;
  readonly queryId?: string | null | undefined;
  readonly message: string;
  readonly cause?: unknown;
}

/** Our own code for what never reached Snowflake or never came back; the driver's own for a failed exchange. */
export const EXCHANGE_FAILED = '401001';
/** The driver's code for an HTTP status by which whoever stands before Snowflake refuses. */
export const REFUSED = '401002';
/** The driver's code for an access URL that is none. */
export const WRONG_ADDRESS = '404010';
/** The driver's code for a connection that is down for good. */
export const CONNECTION_DOWN = '407002';

/** Stands where nothing that failed had a code. */
export const NO_CODE = '000000';

/**
 * Code, state and text as they are told on: where a block of ours failed, those of the statement inside it that did.
 * Secrets are out of the text.
 */
export function toldFailure(facts: Pick<FailureFacts, 'code' | 'sqlState' | 'message'>): {
  readonly code: string;
  readonly sqlState: string | null;
  readonly message: string;
} {
  const inner = blockFailure(facts.message);
  return inner === null
    ? { code: sixDigits(facts.code), sqlState: facts.sqlState ?? null, message: redact(facts.message) }
    : { code: sixDigits(inner.code), sqlState: inner.sqlState, message: redact(inner.text) };
}

/** The one error for what Snowflake, or the way to it, answers; `failureOf` says what it means. */
export function snowflakeError(facts: FailureFacts): SnowflakeError {
  const { code, sqlState, message } = toldFailure(facts);
  return new SnowflakeError(
    { code: code || NO_CODE, sqlState, queryId: facts.queryId ?? null, text: message },
    facts.cause === undefined ? undefined : { cause: facts.cause },
  );
}

/** Turns whatever the driver rejects with into `SnowflakeError`. Errors that are already ours pass unchanged. */
export function fromDriver(error: unknown): SnowflakeError {
  if (error instanceof SnowflakeError) return error;
  const data = field(error, 'data');
  return snowflakeError({
    // The status calls answer −1 and hide the true code in the data.
    code: hasPassingStatus(error) ? EXCHANGE_FAILED : sixDigits(field(error, 'code')) || field(data, 'errorCode'),
    sqlState: text(field(error, 'sqlState')) ?? text(field(data, 'sqlState')),
    queryId: text(field(data, 'queryId')),
    message: error instanceof Error ? error.message : String(error),
  });
}

/** The driver has one code for every status that is not 200, also for that of a server in trouble. */
const hasPassingStatus = (error: unknown): boolean =>
  sixDigits(field(error, 'code')) === REFUSED && isPassingStatus(Number(field(field(error, 'response'), 'statusCode')));

/** Whether an error of the driver may be another one the next time: no answer came, or one of a server in trouble. */
export const mayPass = (error: unknown): boolean => fromDriver(error).code === EXCHANGE_FAILED;

/** A failure as data. Never throws: what it does not know is class `unknown`, and its outcome is unknown too. */
export function failureOf(error: unknown): Failure {
  try {
    return failureFrom(error);
  } catch {
    return fromUnknown('an error that cannot be read'); // a proxy that was revoked, a text that throws
  }
}

function failureFrom(error: unknown): Failure {
  if (error instanceof UsageError) return refusedHere(error);
  if (!(error instanceof SnowflakeError)) return fromUnknown(error);
  const rule = classify(error.code, error.sqlState, error.text);
  return {
    ...rule,
    code: error.code,
    sqlState: error.sqlState,
    queryId: error.queryId,
    message: redact(error.text),
    outcomeUnknown: outcomeUnknown(error.code, rule.class),
  };
}

/** The server's own refusal of a statement says that it did not run; a lost exchange or session says nothing. */
const outcomeUnknown = (code: string, failureClass: Failure['class']): boolean =>
  code === NO_CODE || failureClass === 'session_lost' || (failureClass === 'transient' && code.startsWith('4'));

/** Refused on this side of the network, so that nothing was sent: as certain as Snowflake's own refusal. */
const refusedHere = ({ message }: UsageError): Failure => ({
  class: 'compile',
  code: NO_CODE,
  sqlState: null,
  queryId: null,
  message: redact(message),
  retryable: false,
  outcomeUnknown: false,
});

function fromUnknown(error: unknown): Failure {
  return {
    class: 'unknown',
    code: NO_CODE,
    sqlState: null,
    queryId: null,
    message: redact(error instanceof Error ? error.message : String(error)),
    retryable: false,
    outcomeUnknown: true,
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && name in value ? Reflect.get(value, name) : undefined;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
