/** What a bind means; the wire type follows it as far as the driver can say it. */
export type BindType =
  | 'FIXED'
  | 'REAL'
  | 'TEXT'
  | 'BOOLEAN'
  | 'DATE'
  | 'TIME'
  | 'TIMESTAMP_NTZ'
  | 'TIMESTAMP_LTZ'
  | 'TIMESTAMP_TZ'
  | 'BINARY';

/**
 * A value beside the text. Its text form is that of a JSON cell: digits, `true`, `2020-01-31`, `2020-01-31T01:02:03.5+01:00`, hex.
 * A transport that knows fewer types may send any of them as TEXT: wherever the type could not be read off the value, the
 * generated SQL casts.
 */
export interface Bind {
  readonly type: BindType;
  readonly value: string | null;
}

/** SQL with its values. `?` stands for one bind each, in order. */
export interface Statement {
  readonly text: string;
  readonly binds: readonly Bind[];
  /** A bulk insert: for each `?` all values of its column, the column lists equally long. `binds` then says the types only. */
  readonly arrayBinds?: readonly (readonly (string | null)[])[];
}
