import type { Physical } from './physical.js';
import type { SnowType } from './snow-type.js';

/** What is known of an expression before it runs. */
export interface Typed {
  readonly type: SnowType;
  readonly physical: Physical;
  /** False only where NULL cannot occur. */
  readonly nullable: boolean;
  /** Set for a constant written in the statement or bound to it: formats, date parts and digits are read from it. */
  readonly literal?: Literal;
}

/** An expression with the DuckDB SQL that computes it, held in `physical` form. The text needs no parentheses around it. */
export interface Emitted extends Typed {
  readonly sql: string;
}

export type Literal =
  /** `typed` where it was cast: it then keeps its type. */
  | { readonly kind: 'null'; readonly typed?: true }
  | { readonly kind: 'text'; readonly value: string }
  /** Plain decimal digits, with sign and point as needed; every digit is kept. */
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'boolean'; readonly value: boolean };

/** NULL in every row. */
export const isNullLiteral = (value: Typed): boolean => value.literal?.kind === 'null';

/** NULL as a bare literal has no type of its own: it takes that of what stands beside it. */
export const isBareNull = ({ literal }: Typed): boolean => literal?.kind === 'null' && literal.typed !== true;

/** The session's state that values depend on. */
export interface ValueContext {
  /** IANA zone of TIMESTAMP_LTZ: parameter TIMEZONE. */
  readonly timezone: string;
  /** Start of the statement, microseconds since 1970-01-01 UTC: one value for the whole statement. */
  readonly nowMicros: bigint;
  /** A session parameter's text (name in upper case), or undefined to take Snowflake's default. */
  parameter(name: string): string | undefined;
}
