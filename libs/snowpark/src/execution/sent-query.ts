/** A statement that a session has sent. */
export interface QueryRecord {
  /** Null where Snowflake refused it before it had one. */
  readonly queryId: string | null;
  readonly sqlText: string;
  /** It was only asked for its columns, and did not run. */
  readonly isDescribe: boolean;
  /** What Snowflake refused it with; null where it was taken. What fails while it runs is told by its job. */
  readonly error: unknown;
}

/** Is told of each statement, in the order in which they were sent. */
export type QueryListener = (query: QueryRecord) => void;
