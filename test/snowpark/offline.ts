import { type Action, type CompiledAction, type Executor, type ResultColumn, Session } from '@firn/snowpark';
import { type CompileContext, compileAction, sourceKey } from '@firn/snowpark/internal';

const refuse = (): never => {
  throw new Error('This session is offline: plans are compiled, nothing is sent.');
};

const nowhere: Executor = {
  ownSession: true,
  listen: () => () => undefined,
  files: {
    put: async () => refuse(),
    get: async () => refuse(),
    putStream: async () => refuse(),
    getStream: async () => refuse(),
  },
  start: async () => refuse(),
  adopt: async () => refuse(),
  restore: refuse,
  describe: async () => refuse(),
  sessionStage: async () => refuse(),
  close: async () => undefined,
};

/** A session whose frames can be built and compiled, and nothing more. */
export const offline = (): Session => new Session(nowhere);

export const integer = (name: string): ResultColumn => ({
  name,
  type: 'fixed',
  nullable: true,
  precision: 38,
  scale: 0,
  length: null,
});

/** T(A, B, C), U(A, D) and V(E, F), as the reference texts use them. */
const SCHEMAS: CompileContext['schemas'] = new Map(
  Object.entries({ T: ['A', 'B', 'C'], U: ['A', 'D'], V: ['E', 'F'] }).map(([table, names]) => [
    sourceKey({ kind: 'table', name: [table] }),
    names.map(integer),
  ]),
);

export const DIRECT: CompileContext = { temporary: { kind: 'session', prefix: 'FIRN_TEMP' }, schemas: SCHEMAS };
export const UNDESCRIBED: CompileContext = { ...DIRECT, schemas: new Map() };

type Framed = { readonly plan: Extract<Action, { kind: 'collect' }>['plan'] };

export const collected = (frame: Framed, context = DIRECT): CompiledAction =>
  compileAction({ kind: 'collect', plan: frame.plan }, context);

/** The text that collects a frame. */
export const textOf = (frame: Framed, context = DIRECT): string => collected(frame, context).main.text;

/** The text and the values that collect a frame. */
export function sentBy(frame: Framed, context = DIRECT): readonly [string, readonly (string | null)[]] {
  const { text, binds } = collected(frame, context).main;
  return [text, binds.map((bind) => bind.value)];
}
