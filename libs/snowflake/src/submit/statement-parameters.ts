import { UsageError } from '@firn/snowpark';

const LONGEST_TAG = 2_000;
/** Seven days: the most that Snowflake allows; 0 would mean the same. */
const LONGEST_TIMEOUT_SECONDS = 604_800;

export interface SubmitOptions {
  /** UUID chosen before the first try and kept: within one session Snowflake runs it once. */
  readonly requestId: string;
  /** QUERY_TAG, at most 2,000 characters: how the statement is found again in the history. */
  readonly tag?: string | undefined;
  /** STATEMENT_TIMEOUT_IN_SECONDS, 1 to 604,800. Counts queueing, lock waits and compiling as well. */
  readonly timeoutSeconds?: number | undefined;
  /** Further parameters of this statement alone. */
  readonly parameters?: Readonly<Record<string, string | number>> | undefined;
}

/** What travels in this statement's own request and touches no other statement of the session. */
export function statementParameters(options: Omit<SubmitOptions, 'requestId'>): Record<string, string | number> {
  const { tag, timeoutSeconds } = options;
  if (tag !== undefined && tag.length > LONGEST_TAG) {
    throw new UsageError(
      'invalid_argument',
      `A query tag has at most ${LONGEST_TAG} characters, this one ${tag.length}.`,
    );
  }
  if (timeoutSeconds !== undefined && !isTimeout(timeoutSeconds)) {
    const range = `a whole number from 1 to ${LONGEST_TIMEOUT_SECONDS}`;
    throw new UsageError('invalid_argument', `A statement timeout is ${range} seconds, not ${timeoutSeconds}.`);
  }
  return {
    ...options.parameters,
    // What looks like one statement and is two would run as two where an account's default allows it.
    MULTI_STATEMENT_COUNT: 1,
    ...(tag === undefined ? {} : { QUERY_TAG: tag }),
    ...(timeoutSeconds === undefined ? {} : { STATEMENT_TIMEOUT_IN_SECONDS: timeoutSeconds }),
  };
}

const isTimeout = (seconds: number): boolean =>
  Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST_TIMEOUT_SECONDS;
