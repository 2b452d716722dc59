import type { Span } from './ast.js';

/**
 * A piece of a statement's text.
 *
 * `value` by kind: a word in upper case, a quoted name without its quotes, a text with its escapes resolved (also a bare
 * `file://` address), a number
 * as written, the name of `$name` in upper case, the digits of `$1`, a stage location with its `@`, a symbol as it is.
 */
export interface Token extends Span {
  readonly kind: TokenKind;
  readonly value: string;
}

export type TokenKind =
  | 'word'
  | 'quoted_name'
  | 'text'
  /** `X'4D'` */
  | 'hex'
  | 'number'
  | 'variable'
  | 'position'
  | 'stage'
  | 'symbol'
  | 'end';
