import type { Action, SqlAction } from '../plan/action.js';
import { expressionsOfAction } from '../plan/action-expressions.js';
import type { Aggregate, Expr, Join, Plan } from '../plan/plan.js';
import { expressionsOf, isFlat, isLeaf, operandsOf, plansOf } from '../plan/walk.js';
import { withoutAlias } from '../resolve/resolve.js';
import { quotedName } from '../sql/identifier.js';
import { embeddable, isQuery } from '../sql/is-query.js';
import { constantSql } from '../sql/literal.js';
import { byteLength } from '../sql/size.js';
import { unreachable } from '../unreachable.js';
import { sharedNodes } from './shared.js';

/**
 * Bytes of SQL that an action comes to at the least, whatever columns its sources have: what surely is written, by arithmetic.
 * So that much of what is too large is known where nobody has described a source, and before a text is made.
 *
 * For actions within the budget of nodes: each node is looked at as often as it is written.
 */
export function leastSqlBytes(action: Exclude<Action, SqlAction>): number {
  const walk = new Walk(action);
  for (const plan of plansOf(action)) walk.chain(plan, action.kind !== 'count', action.kind !== 'count');
  walk.expressions(ownExpressions(action));
  return walk.finish() * timesWritten(action) + ownText(action) + walk.steps;
}

/** A table that may be missing is made from the query first, and then filled from it. */
function timesWritten(action: Action): number {
  if (action.kind !== 'save_as_table') return 1;
  if (action.mustExist) return 1;
  const replaces = action.mode === 'overwrite' && action.overwriteCondition !== undefined;
  return replaces || action.mode === 'append' || action.mode === 'truncate' ? 2 : 1;
}

function ownText(action: Action): number {
  if (action.kind === 'save_as_table') return byteLength(action.comment ?? '');
  if (action.kind === 'copy_files') return byteLength(action.target) + byteLength(action.source ?? '');
  return action.kind === 'copy_into_location' ? byteLength(action.location) - 2 : 0;
}

/** Those of saving a table are not written in each of its modes. */
const ownExpressions = (action: Action): readonly Expr[] =>
  action.kind === 'save_as_table' ? [] : expressionsOfAction(action);

/** A node in the chain of first inputs, seen from its end: what the steps over it do to its columns. */
interface Above {
  /** Columns that a later step leaves out or replaces; null where it is not known which are left. */
  gone: Set<string> | null;
  /** Some have another name later. */
  renamed: boolean;
  /** Columns that are taken as they are may be written as one star. */
  starred: boolean;
  /** An order is written. */
  ordered: boolean;
}

/** A node that is shared may be written in place of its name if that is as short, and then without columns that nobody reads. */
const LONGEST_USE = 64;

class Walk {
  /** Texts that run before, once each. */
  steps = 0;
  #bytes = 0;
  readonly #shared: ReadonlySet<Plan>;
  readonly #describing: boolean;
  readonly #begun = new Set<Plan>();
  readonly #texts = new Map<Plan, number>();
  readonly #sizes = new Map<Expr, { readonly bytes: number; readonly queries: readonly Plan[] }>();
  readonly #chains: { readonly plan: Plan; readonly ordered: boolean; readonly whole: boolean }[] = [];

  constructor(action: Action) {
    this.#shared = sharedNodes(action);
    this.#describing = action.kind === 'describe';
  }

  /** A plan; `whole` where surely all of its columns are written. */
  chain(plan: Plan, ordered = true, whole = true): void {
    this.#chains.push({ plan, ordered, whole });
  }

  expressions(exprs: readonly Expr[]): void {
    for (const expr of exprs) this.#bytes += this.#expression(expr);
  }

  finish(): number {
    for (let next = this.#chains.pop(); next !== undefined; next = this.#chains.pop()) {
      if (!this.#shared.has(next.plan)) this.#bytes += this.#follow(next.plan, next.ordered, next.whole).bytes;
      else this.#useShared(next.plan);
    }
    return this.#bytes;
  }

  #useShared(plan: Plan): void {
    if (this.#begun.has(plan)) return;
    this.#begun.add(plan);
    const { bytes, columns, sorts } = this.#follow(plan, false);
    this.#bytes += Math.max(0, bytes - (sorts ? columns : 0) - LONGEST_USE);
  }

  /** Follows the first inputs. `columns` of the bytes are those that a step over this plan could leave out. */
  #follow(
    plan: Plan,
    ordered: boolean,
    whole = true,
  ): { readonly bytes: number; readonly columns: number; readonly sorts: boolean } {
    const above = { ...fresh(ordered), ...(!whole && { gone: null }) };
    let bytes = 0;
    let columns = 0;
    let sorts = false;
    for (let node: Plan | null = plan; node !== null; node = 'input' in node ? node.input : null) {
      if (node !== plan && this.#shared.has(node)) {
        this.#useShared(node);
        break;
      }
      sorts ||= node.kind === 'sort';
      bytes += this.#kept(node, above);
      columns += this.#columns(node, above);
      pass(node, above);
    }
    return { bytes: bytes + columns, columns, sorts };
  }

  /** What is written whatever columns are read. */
  #kept(node: Plan, above: Above): number {
    switch (node.kind) {
      case 'local':
        return sum(node.fields.map(({ name }) => nameBytes(name)));
      case 'files':
      case 'file_schema':
        return this.#describing ? 0 : byteLength(node.location);
      case 'table':
        return 3;
      case 'sql':
        return this.#text(node);
      case 'filter':
      case 'join':
        if (node.kind === 'join') this.#both(node, above.gone?.size === 0 && !isPartial(node));
        return sum(expressionsOf(node).map((expr) => this.#expression(expr)));
      case 'set':
        this.#both(node, true);
        return 0;
      case 'sort':
        return above.ordered ? sum(node.keys.map(({ by }) => this.#expression(by))) : 0;
      case 'aggregate':
        return this.#groups(node);
      default:
        return 0;
    }
  }

  #both({ left, right }: { readonly left: Plan; readonly right: Plan }, whole: boolean): void {
    this.chain(left, true, whole);
    this.chain(right, true, whole);
  }

  /** Keys of one name are written once; only that of an alias is known here. */
  #groups({ keys, aggregates }: Aggregate): number {
    const named = new Map(keys.flatMap((key): [string, Expr][] => (key.kind === 'alias' ? [[key.name, key]] : [])));
    const item = (expr: Expr): number => this.#item(expr, expr.kind === 'alias' ? expr.name : null);
    return sum([...named.values(), ...aggregates].map(item));
  }

  /** Columns that the node makes and no later step leaves out. */
  #columns(node: Plan, above: Above): number {
    let bytes = 0;
    if (node.kind === 'select') {
      const star = above.starred || node.items.some(isStar);
      for (const item of node.items) bytes += this.#column(item, nameOf(item), star, above);
    }
    if (node.kind === 'with_columns') {
      for (const { name, value } of node.columns) bytes += this.#column(value, name, true, above);
    }
    return bytes;
  }

  #column(expr: Expr, name: string | null, star: boolean, { gone, renamed }: Above): number {
    const stays = gone !== null && (name === null ? gone.size === 0 : !gone.has(name));
    if (!stays || isStar(expr) || (star && withoutAlias(expr).kind === 'column')) return 0;
    return this.#item(expr, renamed ? null : name);
  }

  #item(expr: Expr, name: string | null): number {
    const bytes = name === null ? 0 : nameBytes(name);
    return withoutAlias(expr).kind === 'column' ? bytes : this.#expression(expr) + bytes;
  }

  #text(node: Extract<Plan, { kind: 'sql' }>): number {
    const known = this.#texts.get(node);
    const bytes = known ?? byteLength(embeddable(node.text).trimEnd());
    this.#texts.set(node, bytes);
    if (isQuery(node.text)) return bytes;
    if (known === undefined && !this.#describing) this.steps += bytes;
    return 0;
  }

  #expression(expr: Expr): number {
    if (isFlat(expr)) return flatBytes(expr);
    const size = this.#sizes.get(expr) ?? sizeOf(expr);
    this.#sizes.set(expr, size);
    for (const query of size.queries) this.chain(query);
    return size.bytes;
  }
}

/** Of the right side only the condition is read. */
const isPartial = ({ how }: Join): boolean => how === 'semi' || how === 'anti';

const fresh = (ordered: boolean): Above => ({ gone: new Set(), renamed: false, starred: false, ordered });

const isStar = ({ kind }: Expr): boolean => kind === 'star';

/** From a node to its input. */
function pass(node: Plan, above: Above): void {
  switch (node.kind) {
    case 'select': {
      const whole = node.items.some(
        (item) => item.kind === 'star' && item.frame === undefined && item.alias === undefined,
      );
      if (whole) above.starred = true;
      else above.gone = null;
      return;
    }
    case 'with_columns':
      above.starred = true;
      for (const { name } of node.columns) above.gone?.add(name);
      return;
    case 'drop':
      for (const column of node.columns) leaveOut(column, above);
      return;
    case 'rename':
      above.renamed = true;
      for (const { from, to } of node.renames) if (above.gone?.has(to)) leaveOut(from, above);
      return;
    case 'to_df':
      above.renamed = true;
      if (above.gone !== null && above.gone.size > 0) above.gone = null;
      return;
    case 'distinct':
    case 'drop_duplicates':
    case 'join_table_function':
    case 'unpivot':
    case 'sample':
    case 'statistics':
      Object.assign(above, fresh(true)); // what is below is written whole
      return;
    case 'aggregate':
    case 'pivot':
      above.gone = null;
      above.ordered = false;
      return;
    default:
      return;
  }
}

function leaveOut(column: Expr, above: Above): void {
  if (column.kind === 'column' && column.frame === undefined && column.alias === undefined)
    above.gone?.add(column.name);
  else above.gone = null;
}

/** Null where only a resolved expression tells. */
function nameOf(expr: Expr): string | null {
  if (expr.kind === 'alias') return expr.name;
  return expr.kind === 'column' && expr.frame === undefined && expr.alias === undefined ? expr.name : null;
}

const nameBytes = (name: string): number => (name.includes('"') ? byteLength(quotedName(name)) : byteLength(name) + 2);

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);

/** FALSE, whatever is compared. */
const isNever = (expr: Expr): boolean => expr.kind === 'in_list' && expr.rows.length === 0;

function flatBytes(expr: Expr): number {
  let bytes = ownBytes(expr);
  if (isLeaf(expr) || isNever(expr)) return bytes;
  for (const operand of operandsOf(expr)) bytes += ownBytes(operand);
  return bytes;
}

const NONE: readonly never[] = [];

function sizeOf(expr: Expr): { readonly bytes: number; readonly queries: readonly Plan[] } {
  let queries: Plan[] | undefined;
  let bytes = ownBytes(expr);
  const stack: Expr[] = [expr];
  for (let inner = stack.pop(); inner !== undefined; inner = stack.pop()) {
    if (inner.kind === 'in_query') {
      queries ??= [];
      queries.push(inner.query);
    }
    if (isNever(inner)) continue;
    for (const operand of operandsOf(inner)) {
      bytes += ownBytes(operand);
      if (!isLeaf(operand)) stack.push(operand);
    }
  }
  return { bytes, queries: queries ?? NONE };
}

/** What an expression writes besides its operands. */
function ownBytes(expr: Expr): number {
  switch (expr.kind) {
    case 'column':
      return 3;
    case 'star':
    case 'literal':
      return 1;
    case 'constant':
      return byteLength(constantSql(expr.value));
    case 'sql':
      return byteLength(expr.text);
    case 'alias':
      return 0;
    case 'connected':
      return 4 * (expr.operands.length - 1);
    case 'in_list':
      return 5 + 2 * Math.max(0, expr.rows.length - 1);
    case 'call':
      return expr.name.length + 2 + 2 * Math.max(0, expr.args.length - 1);
    case 'case':
      return 8 + 12 * expr.branches.length;
    case 'unary':
    case 'binary':
    case 'is_null':
    case 'in_query':
    case 'cast':
    case 'over':
    case 'subscript':
      return 4;
    default:
      return unreachable(expr);
  }
}
