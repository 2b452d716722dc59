import { type Position, SqlError } from '../errors.js';
import type { BindValue } from '../execute/bind-value.js';
import { readBinds } from './binds.js';
import { fieldsOf } from './call.js';
import { IllFormedText, refuseIllFormed } from './ill-formed.js';

/** A JSON body, parsed, and its binds read: plain data, so that a thread can give it. */
export interface ParsedBody {
  /** Without `bindings`; null for an empty body. */
  readonly value: unknown;
  readonly binds: readonly BindValue[];
  /** Why the binds are none. */
  readonly badBinds?: BodyError;
}

export interface BodyError {
  readonly kind: 'sql' | 'ill_formed' | 'no_json';
  readonly message: string;
  readonly code?: string;
  readonly sqlState?: string;
  readonly position?: Position;
}

export const NO_BODY: ParsedBody = { value: null, binds: [] };

/** @throws IllFormedText; SyntaxError or TypeError for what is no JSON in UTF-8. */
export function parseBody(bytes: Uint8Array): ParsedBody {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  if (text.trim() === '') return NO_BODY;
  const value: unknown = JSON.parse(text);
  refuseIllFormed(text, value);
  const { bindings, ...fields } = fieldsOf(value);
  if (bindings === undefined || bindings === null) return { value, binds: [] };
  try {
    return { value: fields, binds: readBinds(bindings) };
  } catch (error) {
    return { value: fields, binds: [], badBinds: bodyErrorOf(error) };
  }
}

/** An error as it crosses from a thread. */
export function bodyErrorOf(error: unknown): BodyError {
  if (error instanceof IllFormedText) return { kind: 'ill_formed', message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof SqlError)) return { kind: 'no_json', message };
  const { code, sqlState } = error;
  return { kind: 'sql', message, code, sqlState };
}

export function errorOf({ kind, message, code = '', sqlState = '' }: BodyError): Error {
  if (kind === 'ill_formed') return new IllFormedText(message);
  return kind === 'sql' ? new SqlError(code, sqlState, message) : new Error(message);
}
