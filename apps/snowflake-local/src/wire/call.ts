import type { IncomingMessage } from 'node:http';
import type { Session } from '../session/session.js';
import type { Envelope } from './envelope.js';
import type { ParsedBody } from './parsed-body.js';

/** One request, read whole. */
export interface Call {
  readonly method: string;
  /** Without doubled slashes. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Parsed JSON; null for an empty body. */
  readonly body: unknown;
  /** Its `bindings`, which are not in `body`. */
  readonly binds: Pick<ParsedBody, 'binds' | 'badBinds'>;
  /** The request itself: its body is still to come where the route reads none. */
  readonly request: IncomingMessage;
  /** From this machine. */
  readonly isLocal: boolean;
  /** Aborted when the client has gone away. */
  readonly signal: AbortSignal;
  readonly now: number;
}

/** A call of somebody who has logged in. */
export interface SessionCall extends Call {
  readonly session: Session;
}

export type Reply =
  | { readonly kind: 'envelope'; readonly envelope: Envelope; readonly status?: number }
  /** Something else than an envelope: `send` writes it. */
  | { readonly kind: 'raw'; readonly send: Send };

/** `pauseMs` in front of each piece of the body: a fault switch. */
export type Send = (response: import('node:http').ServerResponse, pauseMs: number) => Promise<void>;

export const reply = (envelope: Envelope): Reply => ({ kind: 'envelope', envelope });

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of a JSON object; none for anything else. */
export const fieldsOf = (value: unknown): Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};

export const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
