import type {
  Call,
  Case,
  Connected,
  Constant,
  Expr,
  Over,
  Plan,
  SortKey,
  WindowBound,
  WindowFrame,
} from '../plan/plan.js';
import { firstOperand, spineOf } from '../plan/spine.js';
import { isLeaf } from '../plan/walk.js';
import { typeSql } from '../types/type-text.js';
import { unreachable } from '../unreachable.js';
import { EMPTY, type Fragment, joined, list, sql, text } from './fragment.js';
import { quotedName } from './identifier.js';
import { constantSql, literal } from './literal.js';
import { OPERATOR_WORDS } from './operators.js';

/** Compiles the relation of a subquery that is compared with `width` values. */
export type CompileQuery = (query: Plan, width: number) => Fragment;

/**
 * An expression whose columns are resolved. Whatever is no atom stands in parentheses of its own: no precedence to get wrong.
 *
 * Written from the innermost first operand outwards: a chain of terms costs no stack, only what is nested otherwise does.
 */
export function expression(expr: Expr, query: CompileQuery): Fragment {
  const grown = firstOperand(expr);
  if (expr.kind !== 'connected' && (grown === undefined || isLeaf(grown))) {
    return written(expr, grown === undefined ? NONE : { expr: grown, sql: expression(grown, query) }, query);
  }
  const spine = spineOf(expr);
  let inner: Fragment = EMPTY;
  let bare: Fragment = EMPTY;
  for (let at = spine.length - 1; at >= 0; at -= 1) {
    const node = spine[at];
    if (node === undefined) continue;
    const first = { expr: spine[at + 1], sql: inner };
    if (node.kind === 'connected') {
      bare = joined(terms(node, first, bare, query), ` ${node.op.toUpperCase()} `);
      inner = sql`(${bare})`;
    } else inner = written(node, first, query);
  }
  return inner;
}

/** What one word connects; a list of the same word that a long one goes on from needs no parentheses. `bare` is without them. */
function terms(node: Connected, first: First, bare: Fragment, query: CompileQuery): readonly Fragment[] {
  const goesOn = first.expr?.kind === 'connected' && first.expr.op === node.op;
  return operands(node.operands, goesOn ? { expr: first.expr, sql: bare } : first, query);
}

/** The operand that a node grows from, as it is written already. */
interface First {
  readonly expr: Expr | undefined;
  readonly sql: Fragment;
}

const NONE: First = { expr: undefined, sql: EMPTY };

const OPERATORS = Object.fromEntries(Object.entries(OPERATOR_WORDS).map(([op, word]) => [op, text(word)])) as Readonly<
  Record<keyof typeof OPERATOR_WORDS, Fragment>
>;

function written(expr: Exclude<Expr, Connected>, first: First, query: CompileQuery): Fragment {
  switch (expr.kind) {
    case 'column':
      return text(quotedName(expr.name));
    case 'star':
      return text(expr.ilike === undefined ? '*' : `* ILIKE ${constantSql(expr.ilike)}`);
    case 'literal':
      return literal(expr);
    case 'constant':
      return text(constantText(expr));
    case 'sql':
      return text(expr.text);
    case 'unary':
      return expr.op === 'not' ? sql`(NOT ${enclosed(first)})` : sql`(- ${enclosed(first)})`;
    case 'binary':
      return sql`(${enclosed(first)} ${OPERATORS[expr.op]} ${operand(expr.right, query)})`;
    case 'is_null':
      return sql`(${enclosed(first)} IS ${text(expr.negated ? 'NOT NULL' : 'NULL')})`;
    case 'in_list':
      return expr.rows.length === 0
        ? text('FALSE')
        : sql`(${tuple(operands(expr.operands, first, query))} IN (${list(expr.rows.map((row) => tuple(row.map((value) => operand(value, query)))))}))`;
    case 'in_query':
      return sql`(${tuple(operands(expr.operands, first, query))} IN (${query(expr.query, expr.operands.length)}))`;
    case 'cast':
      return sql`${text(expr.attempt ? 'TRY_CAST' : 'CAST')}(${first.sql} AS ${text(typeSql(expr.type))})`;
    case 'call':
      return call(expr, first, query);
    case 'over':
      return over(expr, first, query);
    case 'case':
      return caseWhen(expr, first, query);
    case 'subscript':
      return sql`${enclosed(first)}[${text(constantSql(expr.key))}]`;
    case 'alias':
      return first.sql;
    default:
      return unreachable(expr);
  }
}

const constantText = ({ value, interval }: Constant): string => `${interval ? 'INTERVAL ' : ''}${constantSql(value)}`;

/** An operand: SQL that the caller wrote may be anything, so it is enclosed. */
const enclosed = ({ expr, sql: inner }: First): Fragment => (expr?.kind === 'sql' ? sql`(${inner})` : inner);

const operand = (expr: Expr, query: CompileQuery): Fragment => enclosed({ expr, sql: expression(expr, query) });

const operands = ([, ...rest]: readonly Expr[], first: First, query: CompileQuery): readonly Fragment[] => [
  enclosed(first),
  ...rest.map((each) => operand(each, query)),
];

function tuple(values: readonly Fragment[]): Fragment {
  const [only] = values;
  return values.length === 1 && only !== undefined ? only : sql`(${list(values)})`;
}

function call(expr: Call, first: First, query: CompileQuery): Fragment {
  const args = list([
    ...expr.args.map((arg, at) => (at === 0 ? first.sql : expression(arg, query))),
    ...(expr.named ?? []).map(({ name, value }) => sql`${text(`${name} => `)}${expression(value, query)}`),
  ]);
  const within =
    expr.withinGroup === undefined ? EMPTY : sql` WITHIN GROUP (ORDER BY ${sortKeys(expr.withinGroup, query)})`;
  const nulls = text(expr.ignoreNulls ? ' IGNORE NULLS' : '');
  return sql`${text(expr.name)}(${text(expr.distinct ? 'DISTINCT ' : '')}${args})${within}${nulls}`;
}

export function sortKeys(keys: readonly SortKey[], query: CompileQuery): Fragment {
  return list(
    keys.map(
      (key) =>
        sql`${operand(key.by, query)}${text(` ${key.direction.toUpperCase()} NULLS ${key.nulls.toUpperCase()}`)}`,
    ),
  );
}

function over(expr: Over, first: First, query: CompileQuery): Fragment {
  const clauses: Fragment[] = [];
  if (expr.partitionBy.length > 0) {
    clauses.push(sql`PARTITION BY ${list(expr.partitionBy.map((key) => expression(key, query)))}`);
  }
  if (expr.orderBy.length > 0) clauses.push(sql`ORDER BY ${sortKeys(expr.orderBy, query)}`);
  if (expr.frame !== undefined) clauses.push(text(frameText(expr.frame)));
  return sql`${first.sql} OVER (${joined(clauses, ' ')})`;
}

export const frameText = ({ unit, start, end }: WindowFrame): string =>
  `${unit.toUpperCase()} BETWEEN ${boundText(start)} AND ${boundText(end)}`;

function boundText(bound: WindowBound): string {
  if (bound === 'unbounded_preceding') return 'UNBOUNDED PRECEDING';
  if (bound === 'unbounded_following') return 'UNBOUNDED FOLLOWING';
  if (typeof bound === 'object') return `INTERVAL ${constantSql(bound.interval)} ${bound.side.toUpperCase()}`;
  if (bound === 0) return 'CURRENT ROW';
  return bound < 0 ? `${-bound} PRECEDING` : `${bound} FOLLOWING`;
}

/** What a case grows from is the value otherwise. */
function caseWhen(expr: Case, first: First, query: CompileQuery): Fragment {
  const branches = expr.branches.map(
    ({ when, value }) => sql` WHEN ${expression(when, query)} THEN ${expression(value, query)}`,
  );
  const otherwise = expr.otherwise === undefined ? EMPTY : sql` ELSE ${first.sql}`;
  return sql`CASE${joined(branches, '')}${otherwise} END`;
}
