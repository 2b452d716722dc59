import { constantOf, SQL, VALUE } from '../arguments/columns.js';
import { FUNCTION_NAME } from '../arguments/function-name.js';
import { eachOf } from '../arguments/many.js';
import { OBJECT_NAME } from '../arguments/names.js';
import { optional, required, rest, signature } from '../arguments/signature.js';
import { TEXT } from '../arguments/text.js';
import { Column } from '../column.js';
import type { Loose } from '../shape/shape.js';
import { objectSql } from '../sql/identifier.js';
import { called, define } from './declare/define.js';
import * as p from './declare/parameters.js';
import { A_TEXT } from './declare/results.js';

// What is not in the library by name, and SQL as it is written. The compiler cannot know what these give.

type Anything = Column<Loose, string, never>;
type Callable = (...args: readonly unknown[]) => Anything;

const NAME = required('name', FUNCTION_NAME);
const ARGUMENTS = rest('args', eachOf(VALUE));

function written(js: string): (text: string) => Anything {
  const taken = signature(js, required('text', SQL));
  return (...given: readonly unknown[]) => new Column(...taken.read(given));
}

function calling(js: string): (name: string, ...args: readonly unknown[]) => Anything {
  const taken = signature(js, NAME, ARGUMENTS);
  return (...given: readonly unknown[]) => {
    const [name, args] = taken.read(given);
    return called(name, args, 'unknown');
  };
}

function callable(js: string): (name: string) => Callable {
  const taken = signature(js, NAME);
  const call = signature(js, ARGUMENTS);
  return (...given: readonly unknown[]) => {
    const [name] = taken.read(given);
    return (...args) => called(name, call.read(args), 'unknown');
  };
}

function methodsOf(js: string, owner: string): (method: string, ...args: readonly unknown[]) => Anything {
  const taken = signature(js, required('method', FUNCTION_NAME), ARGUMENTS);
  return (...given: readonly unknown[]) => {
    const [method, args] = taken.read(given);
    return called(`${owner}!${method}`, args, 'unknown');
  };
}

/** SQL as it is written. Nothing in it is checked or quoted: never build it from what a user typed. */
export const sqlExpr = written('sqlExpr');
/**
 * The same as `sqlExpr`.
 *
 * @example
 * ```ts
 * import { expr } from '@firn/snowpark';
 *
 * console.log((await session.range(1).select(expr('1 + 1').as('v')).first())?.get('V')); // → 2n
 * ```
 */
export const expr = written('expr');

/** A function by its SQL name, built-in or a user's own, over values and columns. */
export const callFunction = calling('callFunction');
export const callBuiltin = calling('callBuiltin');
export const callUdf = calling('callUdf');

/** A function by its SQL name, to be called several times: `const area = builtin('my_area')`. */
export const builtin = callable('builtin');
/** The same: `function` is a word of JavaScript. */
export const function_ = callable('function_');

/** A model of the registry, by name and version or alias: `model('m', 'v1')('predict', col('x'))`. */
export function model(name: string, version?: string): (method: string, ...args: readonly unknown[]) => Anything;
export function model(...given: readonly unknown[]) {
  const [name, version] = MODEL.read(given);
  const which = [name, ...(version === undefined ? [] : [version])].map(objectSql).join(', ');
  return methodsOf('model', `MODEL(${which})`);
}

/** A service, by name: `service('s')('predict', col('x'))`. */
export function service(name: string): (method: string, ...args: readonly unknown[]) => Anything;
export function service(...given: readonly unknown[]) {
  return methodsOf('service', objectSql(SERVICE.read(given)[0]));
}

/** A reference to an object, to hand to what runs with other rights. */
export const systemReference = define(
  ['systemReference', 'SYSTEM$REFERENCE'],
  A_TEXT,
  p.constantText<[objectType: string]>('objectType'),
  p.constantText<[objectName: string]>('objectName'),
  p.mayBeText<[scope?: string]>('scope', 'CALL'),
  p.all<[...privileges: string[]], 'constant'>('privileges', constantOf(TEXT), 0),
);

const MODEL = signature('model', required('name', OBJECT_NAME), optional('version', OBJECT_NAME));
const SERVICE = signature('service', required('name', OBJECT_NAME));
