/** From this size on (bytes, unpacked) what Snowflake sends is read in a thread: about five milliseconds of work. */
export const THREAD_FROM_BYTES = 512 * 1024;

/** The rows of a large answer as the text they came in, in the form of a chunk: `["1","a"],["2",null]`. */
export interface RowText {
  readonly rows: number;
  /** Memory that threads see too. */
  readonly bytes: Uint8Array;
}

/** A large answer in two: a body whose `rowset` is empty, and what stood there; null where the body has none. */
export interface SplitAnswer {
  readonly head: Uint8Array;
  readonly rows: RowText | null;
}

/** Takes the rows out of a body, in a thread: parsing tens of megabytes on the loop would stop heartbeats. */
export interface AnswerSplitter {
  split(body: Uint8Array): Promise<SplitAnswer>;
}
