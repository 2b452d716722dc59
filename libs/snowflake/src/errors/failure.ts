/** What a failure means for whoever has to decide; every class has one reaction. */
export type FailureClass =
  /** The statement's text is wrong, or names something that is not there for this role: never again as it is. */
  | 'compile'
  /** The data does not fit: a cast, a range, NULL into NOT NULL, duplicate rows of a MERGE. */
  | 'data'
  /** Credentials, grants, a missing warehouse: a person has to change the profile. */
  | 'access'
  /** Snowflake is not where the profile says: a person has to change its address. */
  | 'address'
  /** Ended by a cancel. Whose, and whether it was in truth a timeout, only the caller's records know. */
  | 'cancelled'
  | 'timeout'
  /** The session is gone: a new login, and no request ID of the old one is known any more. */
  | 'session_lost'
  /** Trouble on the way or inside Snowflake: the same again, later, slower. */
  | 'transient'
  /** A resource monitor stopped the warehouse: pause its queue and tell somebody. */
  | 'quota'
  | 'unknown';

/** A failure as plain data, safe to store and to show: secrets are already out. */
export interface Failure {
  readonly class: FailureClass;
  /** Snowflake's or the driver's code, six digits; `000000` where there was none. */
  readonly code: string;
  readonly sqlState: string | null;
  readonly queryId: string | null;
  readonly message: string;
  /** The same statement may succeed later without anybody changing anything. Says nothing about whether it is safe. */
  readonly retryable: boolean;
  /** The statement may have been taken although this failure came back: a write must be looked up, never repeated. */
  readonly outcomeUnknown: boolean;
}
