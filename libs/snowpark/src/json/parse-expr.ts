import { isWellFormed } from '../arguments/text.js';
import {
  type Alias,
  type Binary,
  type Call,
  type Case,
  type Cast,
  type ColumnRef,
  type Connected,
  type Constant,
  type Expr,
  type InList,
  type InQuery,
  type IntervalBound,
  type IsNull,
  type Literal,
  type NamedArgument,
  type Over,
  type RangeFrame,
  type RowBound,
  type RowFrame,
  type SortKey,
  type SqlText,
  type Star,
  type Subscript,
  type Unary,
  type WindowBound,
  type WindowFrame,
} from '../plan/plan.js';
import { BINARY_OPERATORS, CALL_ROLES, CONNECTIVES, UNARY_OPERATORS } from '../plan/words.js';
import { expressionFault } from '../sql/fault.js';
import { isFunctionName } from '../sql/identifier.js';
import { fitsType } from '../values/check-cell.js';
import type { JsonCell } from '../values/json-cell.js';
import { chainOf } from './chain-places.js';
import { dataType } from './parse-type.js';
import {
  boolean,
  integer,
  list,
  membersOf,
  object,
  oneOf,
  optional,
  type Parser,
  string,
  tagged,
  where,
} from './parsers.js';
import type { Place } from './place.js';

export const name: Parser<string> = where(string, (text) => (text === '' ? 'a name is not empty' : null));

export const cell: Parser<JsonCell> = (place) => {
  const { json } = place;
  if (json === null || typeof json === 'boolean') return json;
  if (typeof json === 'string') {
    if (!isWellFormed(json)) throw place.error('no value: it holds half of a surrogate pair');
    return json;
  }
  if (typeof json === 'number' && Number.isFinite(json)) return json;
  throw place.error(`expected a cell (text, number, boolean or null), found ${place.found}`);
};

const constant: Parser<string | number | boolean> = (place) => {
  if (typeof place.json === 'string') return string(place);
  const value = cell(place);
  if (value === null) throw place.error('a constant is not null');
  return value;
};

export const expr: Parser<Expr> = (place) => {
  const { json, document } = place;
  const operand = typeof json === 'object' && json !== null ? document.operands.get(json) : undefined;
  if (operand === undefined) return document.nested(place, () => readChain(place));
  document.operands.delete(json as object);
  return operand;
};

/** From the innermost operand outwards: an expression of a thousand terms is JSON a thousand levels deep. */
function readChain(place: Place): Expr {
  const chain = chainOf(place, false, () => false);
  for (let at = chain.length - 1; at > 0; at -= 1) {
    const link = chain[at];
    if (typeof link?.json === 'object' && link.json !== null) place.document.operands.set(link.json, anyExpr(link));
  }
  return anyExpr(chain[0] ?? place);
}

/** A plain word of SQL, as the name of an argument is. */
const word: Parser<string> = where(string, (text) =>
  /^[A-Za-z_]\w*$/.test(text) ? null : `not a plain word: ${text}`,
);

const BOUNDS = ['unbounded_preceding', 'unbounded_following'] as const;
const intervalBound = object<IntervalBound>({ interval: string, side: oneOf(['preceding', 'following']) });
const rowBound: Parser<RowBound> = (place) =>
  typeof place.json === 'string' ? oneOf(BOUNDS)(place) : integer()(place);
const rangeBound: Parser<WindowBound> = (place) =>
  typeof place.json === 'object' ? intervalBound(place) : rowBound(place);

export const sortKey: Parser<SortKey> = object<SortKey>({
  by: expr,
  direction: oneOf(['asc', 'desc']),
  nulls: oneOf(['first', 'last']),
});

const rowFrame = object<RowFrame>({ unit: oneOf(['rows']), start: rowBound, end: rowBound });
const rangeFrame = object<RangeFrame>({ unit: oneOf(['range']), start: rangeBound, end: rangeBound });
const unit = oneOf(['rows', 'range']);
const windowFrame: Parser<WindowFrame> = (place) =>
  unit(place.at('unit', membersOf(place).unit)) === 'rows' ? rowFrame(place) : rangeFrame(place);

export const literal: Parser<Literal> = where(
  object<Literal>({ kind: oneOf(['literal']), type: dataType, value: cell }),
  ({ type, value }) =>
    fitsType(value, type) ? null : `${JSON.stringify(value).slice(0, 60)} is no value of type ${type.kind}`,
);

const faultOf = (fault: string | null): string | null => (fault === null ? null : `no whole expression: ${fault}`);

/** Values side by side: `a IN (…)` has one operand, `(a, b) IN (…)` two. */
const sameWidth = ({ operands, rows }: InList): string | null =>
  rows.every((row) => row.length === operands.length) ? null : `every row needs ${operands.length} values`;

const anyExpr: Parser<Expr> = tagged<Expr>('expression', {
  column: object<ColumnRef>({ kind: oneOf(['column']), name, frame: optional(integer(0)), alias: optional(name) }),
  star: object<Star>({
    kind: oneOf(['star']),
    ilike: optional(string),
    frame: optional(integer(0)),
    alias: optional(name),
  }),
  literal,
  constant: where(
    object<Constant>({ kind: oneOf(['constant']), interval: optional(oneOf([true])), value: constant }),
    ({ interval, value }) => (interval && typeof value !== 'string' ? 'an interval is a text' : null),
  ),
  sql: where(object<SqlText>({ kind: oneOf(['sql']), text: string }), ({ text }) => faultOf(expressionFault(text))),
  unary: object<Unary>({ kind: oneOf(['unary']), op: oneOf(UNARY_OPERATORS), operand: expr }),
  binary: object<Binary>({ kind: oneOf(['binary']), op: oneOf(BINARY_OPERATORS), left: expr, right: expr }),
  connected: object<Connected>({ kind: oneOf(['connected']), op: oneOf(CONNECTIVES), operands: list(expr, 2) }),
  is_null: object<IsNull>({ kind: oneOf(['is_null']), operand: expr, negated: boolean }),
  in_list: where(
    object<InList>({ kind: oneOf(['in_list']), operands: list(expr, 1), rows: list(list(expr)) }),
    sameWidth,
  ),
  in_query: object<InQuery>({
    kind: oneOf(['in_query']),
    operands: list(expr, 1),
    query: (place) => place.document.readPlan(place),
  }),
  cast: object<Cast>({ kind: oneOf(['cast']), operand: expr, type: dataType, attempt: boolean }),
  call: object<Call>({
    kind: oneOf(['call']),
    role: optional(oneOf(CALL_ROLES)),
    name: where(string, (text) => (isFunctionName(text) ? null : `not the name of a function: ${text}`)),
    args: list(expr),
    named: optional(list(object<NamedArgument>({ name: word, value: expr }), 1)),
    distinct: optional(boolean),
    ignoreNulls: optional(boolean),
    withinGroup: optional(list(sortKey, 1)),
    partition: optional(object<NonNullable<Call['partition']>>({ by: list(expr), order: list(sortKey) })),
  }),
  over: object<Over>({
    kind: oneOf(['over']),
    call: expr,
    partitionBy: list(expr),
    orderBy: list(sortKey),
    frame: optional(windowFrame),
  }),
  case: object<Case>({
    kind: oneOf(['case']),
    branches: list(object<Case['branches'][number]>({ when: expr, value: expr }), 1),
    otherwise: optional(expr),
  }),
  subscript: object<Subscript>({
    kind: oneOf(['subscript']),
    operand: expr,
    key: (place) => (typeof place.json === 'string' ? string(place) : integer(0)(place)),
  }),
  alias: object<Alias>({ kind: oneOf(['alias']), operand: expr, name }),
});
