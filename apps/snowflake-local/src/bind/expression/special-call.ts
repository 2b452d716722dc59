import { taggable, tagValue } from '../../catalog/tagged.js';
import { compilationError, objectMissing, wrongArgumentCount } from '../../errors.js';
import { arrayOf, neverNull } from '../../functions/results.js';
import type { FunctionCall } from '../../parse/ast.js';
import { parseObjectPath } from '../../parse/parse.js';
import { asText } from '../../types/cast/cast-text.js';
import { quoteText } from '../../types/duck-text.js';
import { textLiteral, typedNull } from '../../types/literal.js';
import { BOOLEAN, fixed, text } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { notAGroup, refuseAggregate, refuseWindow } from '../clauses.js';
import type { Frame } from '../frame.js';
import { streamChanges } from '../source/stream.js';
import { bindArguments } from './arguments.js';
import { bindGetDdl } from './get-ddl.js';
import { bindHigherOrder } from './lambda.js';
import { variableValue } from './variables.js';

const SPECIAL: ReadonlySet<string> = new Set([
  ...['GROUPING', 'GROUPING_ID', 'CURRENT_STATEMENT', 'ALL_USER_NAMES', 'GET_DDL', 'GETVARIABLE', 'SYSTEM$GET_TAG'],
  'SYSTEM$STREAM_HAS_DATA',
  ...['FILTER', 'TRANSFORM', 'REDUCE'],
]);

export const isSpecialCall = (name: string): boolean => SPECIAL.has(name);

/** Functions whose meaning lies in the statement around them; undefined for all others. */
export function bindSpecialCall(name: string, call: FunctionCall, frame: Frame): Emitted | undefined {
  if (call.over !== undefined) return undefined;
  switch (name) {
    case 'GROUPING':
    case 'GROUPING_ID':
      return bindGrouping(call, frame, name);
    case 'CURRENT_STATEMENT':
      requireArguments(0, call, frame);
      return textLiteral(frame.environment.context.text);
    case 'ALL_USER_NAMES':
      requireArguments(0, call, frame);
      return userNames(frame);
    case 'GET_DDL':
      return bindGetDdl(call, frame);
    case 'SYSTEM$GET_TAG':
      return bindGetTag(call, frame, name);
    case 'SYSTEM$STREAM_HAS_DATA':
      return bindStreamHasData(call, frame, name);
    case 'GETVARIABLE':
      return bindGetVariable(call, frame, name);
    case 'FILTER':
    case 'TRANSFORM':
    case 'REDUCE':
      return bindHigherOrder(name, call, frame);
    default:
      return undefined;
  }
}

/** An ARRAY of all users of the account. */
function userNames(frame: Frame): Emitted {
  const names = frame.environment.context.catalog.users().map(({ name }) => name);
  return neverNull(arrayOf(`CAST(${quoteText(JSON.stringify(names.sort()))} AS JSON)`, []));
}

/** The text of a session variable that a constant names; NULL where there is none. */
function bindGetVariable(call: FunctionCall, frame: Frame, name: string): Emitted {
  requireArguments(1, call, frame);
  const [value] = bindArguments(name, call, frame);
  if (value?.literal?.kind !== 'text') {
    const detail = `argument 1 to function ${name} needs to be constant`;
    throw compilationError('001015', '42601', detail, frame.positionOf(call));
  }
  const variable = frame.environment.context.session.variables.get(value.literal.value.toUpperCase());
  return variable === undefined ? typedNull(text()) : asText(variableValue(variable), frame.values);
}

/** `SYSTEM$GET_TAG('tag', 'object', 'kind')`; a column is `table.column`. NULL where it has none, its own or inherited. */
function bindGetTag(call: FunctionCall, frame: Frame, name: string): Emitted {
  requireArguments(3, call, frame);
  const { catalog, session } = frame.environment.context;
  const [tagName = '', objectName = '', kind = ''] = constantTexts(name, call, frame);
  const tag = catalog.findTag(parseObjectPath(tagName), session);
  if (tag === undefined) throw objectMissing('Tag', tagName);
  const parts = parseObjectPath(objectName);
  const isColumn = kind.toUpperCase() === 'COLUMN';
  const object = taggable(isColumn ? 'table' : kind, isColumn ? parts.slice(0, -1) : parts, catalog, session);
  if (object === undefined) throw objectMissing(kind.charAt(0).toUpperCase() + kind.slice(1).toLowerCase(), objectName);
  const value = tagValue(tag, object, isColumn ? parts.at(-1) : undefined, catalog);
  return value === null ? typedNull(text()) : textLiteral(value);
}

/** `SYSTEM$STREAM_HAS_DATA('stream')`: whether the stream has changes to give. Asking does not consume them. */
function bindStreamHasData(call: FunctionCall, frame: Frame, name: string): Emitted {
  requireArguments(1, call, frame);
  const { context, state } = frame.environment;
  const [written = ''] = constantTexts(name, call, frame);
  const stream = context.catalog.findStream(parseObjectPath(written), context.session);
  if (stream === undefined) throw objectMissing('Stream', written, frame.positionOf(call));
  const asking = { ...frame.environment, context: { ...context, streams: { note: () => undefined } } };
  const { sql } = streamChanges(stream, call, asking);
  return {
    ...{ type: BOOLEAN, physical: 'boolean', nullable: false },
    sql: `(EXISTS (${state.embed(sql)}))`,
  };
}

function constantTexts(name: string, call: FunctionCall, frame: Frame): readonly string[] {
  return bindArguments(name, call, frame).map(({ literal }, at) => {
    if (literal?.kind === 'text') return literal.value;
    const detail = `argument ${at + 1} to function ${name} needs to be constant`;
    throw compilationError('001015', '42601', detail, frame.positionOf(call));
  });
}

function requireArguments(count: number, call: FunctionCall, frame: Frame): void {
  if (call.args.length === count) return;
  throw wrongArgumentCount(frame.textOf(call), count, call.args.length, frame.positionOf(call));
}

const SEQUENCES: ReadonlySet<string> = new Set(['SEQ1', 'SEQ2', 'SEQ4', 'SEQ8']);

/**
 * A DuckDB expression for the row's number from 0: that of the GENERATOR where the query has one. Where it has none
 * the sequence functions count by a window of their own, which must be allowed here.
 */
export function rowNumberFor(name: string, call: FunctionCall, frame: Frame): { rowNumber?: string } {
  if (name === 'RANDOM' && call.args.length > 0) return seededRow(frame);
  if (!SEQUENCES.has(name)) return {};
  const { tables } = frame.from;
  if (tables.length === 0) return { rowNumber: 'CAST(0 AS BIGINT)' };
  const sequence = tables.find((table) => table.sequence !== undefined)?.sequence;
  if (sequence !== undefined) return { rowNumber: sequence };
  refuseWindow(frame.textOf(call), call, frame);
  frame.windows = true;
  return {};
}

/**
 * What RANDOM with a seed goes by. Rows are numbered by a window; where none may stand, as in WHERE, a row is told by its place in
 * its table, or by its values.
 */
function seededRow({ clause, insideAggregate, insideWindow, from }: Frame): { rowNumber?: string } {
  const inPlace = clause === 'select' || clause === 'qualify' || clause === 'order';
  if (inPlace && !insideAggregate && !insideWindow) return {};
  const { tables } = from;
  const told = tables.flatMap(({ sequence, rowId, columns }) => {
    const place = sequence ?? rowId;
    return place === undefined ? columns.map(({ value }) => value.sql) : [place];
  });
  return { rowNumber: told.length === 0 ? 'CAST(0 AS BIGINT)' : `hash(${told.join(', ')})` };
}

/** A bit for each argument: 1 where the row sums over it. */
function bindGrouping(call: FunctionCall, frame: Frame, name: string): Emitted {
  const uses = frame.uses.length;
  const args = bindArguments(name, call, frame);
  frame.uses.length = uses;
  frame.aggregates = true;
  if (args.length === 0 || args.some((arg) => !frame.keys.has(arg.sql))) {
    throw notAGroup(frame.textOf(call), frame.positionOf(call));
  }
  refuseAggregate(frame.textOf(call), call, frame);
  const sql = `grouping(${args.map((arg) => arg.sql).join(', ')})`;
  return { type: fixed(38), physical: 'bigint', nullable: false, sql };
}
