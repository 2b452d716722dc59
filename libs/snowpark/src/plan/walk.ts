import { unreachable } from '../unreachable.js';
import type { Action } from './action.js';
import type { Expr, InList, Plan, SortKey } from './plan.js';

/** Shared: these are asked for at every node of every walk. */
const NONE: readonly never[] = [];

/** The relations that a plan is built from, left before right. The one place, with `withInputs`, that knows where they are. */
export function inputsOf(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'local':
    case 'table':
    case 'table_function':
    case 'files':
    case 'file_schema':
    case 'sql':
      return NONE;
    case 'join_table_function':
    case 'pivot':
    case 'unpivot':
    case 'sample':
    case 'drop_null':
    case 'fill_null':
    case 'replace':
    case 'statistics':
    case 'select':
    case 'filter':
    case 'sort':
    case 'limit':
    case 'distinct':
    case 'drop_duplicates':
    case 'drop':
    case 'with_columns':
    case 'rename':
    case 'to_df':
    case 'alias':
    case 'aggregate':
      return [plan.input];
    case 'join':
    case 'set':
      return [plan.left, plan.right];
    default:
      return unreachable(plan);
  }
}

const newValue = ({ value }: { readonly value: Expr }): Expr => value;

/** The expressions of this node alone. */
export function expressionsOf(plan: Plan): readonly Expr[] {
  switch (plan.kind) {
    case 'local':
    case 'files':
    case 'file_schema':
    case 'sample':
    case 'drop_null':
    case 'statistics':
    case 'limit':
    case 'distinct':
    case 'drop_duplicates':
    case 'to_df':
    case 'alias':
    case 'set':
      return NONE;
    case 'table':
      return plan.travel === undefined ? NONE : [plan.travel.value];
    case 'table_function':
    case 'join_table_function':
      return [plan.call];
    case 'pivot':
      return [
        ...(plan.keys ?? []),
        plan.aggregate,
        plan.by,
        ...(plan.values ?? NONE),
        ...(plan.otherwise === undefined ? [] : [plan.otherwise]),
      ];
    case 'unpivot':
      return plan.columns;
    case 'fill_null':
      return plan.fills.map((fill) => fill.value);
    case 'replace':
      return plan.pairs.flatMap(({ from, to }) => [from, to]);
    case 'sql':
      return plan.binds;
    case 'select':
      return plan.items;
    case 'filter':
      return [plan.condition];
    case 'sort':
      return plan.keys.map((key) => key.by);
    case 'drop':
      return plan.columns;
    case 'with_columns':
      return plan.columns.map(newValue);
    case 'rename':
      return plan.renames.map((rename) => rename.from);
    case 'aggregate':
      return [...plan.keys, ...plan.aggregates];
    case 'join':
      return [...(plan.on === undefined ? NONE : [plan.on]), ...(plan.match === undefined ? NONE : [plan.match])];
    default:
      return unreachable(plan);
  }
}

/** What an expression is built from; the plan of a subquery is not among them. */
export function operandsOf(expr: Expr): readonly Expr[] {
  switch (expr.kind) {
    case 'column':
    case 'star':
    case 'literal':
    case 'constant':
    case 'sql':
      return NONE;
    case 'unary':
    case 'is_null':
    case 'cast':
    case 'subscript':
    case 'alias':
      return [expr.operand];
    case 'binary':
      return [expr.left, expr.right];
    case 'in_list':
      return operandsOfList(expr);
    case 'in_query':
    case 'connected':
      return expr.operands;
    case 'call':
      if (expr.named === undefined && expr.withinGroup === undefined && expr.partition === undefined) return expr.args;
      return [
        ...expr.args,
        ...(expr.named ?? []).map((argument) => argument.value),
        ...(expr.withinGroup ?? []).map((key) => key.by),
        ...(expr.partition?.by ?? []),
        ...(expr.partition?.order ?? []).map((key) => key.by),
      ];
    case 'over':
      return [expr.call, ...expr.partitionBy, ...expr.orderBy.map((key) => key.by)];
    case 'case':
      return [
        ...expr.branches.flatMap((branch) => [branch.when, branch.value]),
        ...(expr.otherwise === undefined ? [] : [expr.otherwise]),
      ];
    default:
      return unreachable(expr);
  }
}

/** Most of what an expression is built from: walks take them without a step of their own. */
export function isLeaf({ kind }: Expr): boolean {
  switch (kind) {
    case 'column':
    case 'star':
    case 'literal':
    case 'constant':
    case 'sql':
      return true;
    default:
      return false;
  }
}

/** Lists are long: appending one by one costs a tenth of flattening. */
function operandsOfList({ operands, rows }: InList): readonly Expr[] {
  const all = [...operands];
  for (const row of rows) for (const value of row) all.push(value);
  return all;
}

/** Few leaves, or one, as most expressions are: what walks do is done with these in place, and nothing is remembered of them. */
export function isFlat(expr: Expr): boolean {
  if (expr.kind === 'in_query') return false;
  const operands = operandsOf(expr);
  return operands.length <= FEW && operands.every(isLeaf);
}

const FEW = 4;

/** Rebuilds an expression over mapped operands; `map` is called in the order of `operandsOf`. */
export function mapOperands(expr: Expr, map: (operand: Expr) => Expr): Expr {
  const keys = (list: readonly SortKey[]): SortKey[] => list.map((key) => ({ ...key, by: map(key.by) }));
  switch (expr.kind) {
    case 'column':
    case 'star':
    case 'literal':
    case 'constant':
    case 'sql':
      return expr;
    case 'unary':
    case 'is_null':
    case 'cast':
    case 'subscript':
    case 'alias':
      return { ...expr, operand: map(expr.operand) };
    case 'binary':
      return { ...expr, left: map(expr.left), right: map(expr.right) };
    case 'in_list':
      return { ...expr, operands: expr.operands.map(map), rows: expr.rows.map((row) => row.map(map)) };
    case 'in_query':
    case 'connected':
      return { ...expr, operands: expr.operands.map(map) };
    case 'call': {
      const { named, withinGroup, partition } = expr;
      return {
        ...expr,
        args: expr.args.map(map),
        ...(named && { named: named.map(({ name, value }) => ({ name, value: map(value) })) }),
        ...(withinGroup && { withinGroup: keys(withinGroup) }),
        ...(partition && { partition: { by: partition.by.map(map), order: keys(partition.order) } }),
      };
    }
    case 'over':
      return { ...expr, call: map(expr.call), partitionBy: expr.partitionBy.map(map), orderBy: keys(expr.orderBy) };
    case 'case': {
      const { otherwise } = expr;
      return {
        ...expr,
        branches: expr.branches.map((branch) => ({ when: map(branch.when), value: map(branch.value) })),
        ...(otherwise !== undefined && { otherwise: map(otherwise) }),
      };
    }
    default:
      return unreachable(expr);
  }
}

/**
 * Rewrites an expression from its leaves upwards: `visit` gets each node with its operands rewritten. Without recursion, since
 * generated expressions may be deep.
 */
export function rewriteExpr(expr: Expr, visit: (node: Expr) => Expr): Expr {
  if (isLeaf(expr)) return visit(expr);
  const open = [begun(expr)];
  let result: Expr | null = null;
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (result !== null) take(top, result);
    result = null;
    const next = top.operands[top.at];
    if (next !== undefined) {
      if (isLeaf(next)) take(top, visit(next));
      else open.push(begun(next));
      continue;
    }
    open.pop();
    result = visit(rebuilt(top));
  }
  return result ?? expr;
}

interface Begun {
  readonly node: Expr;
  readonly operands: readonly Expr[];
  /** How many of the operands are done. */
  at: number;
  /** What they came to, from the first one on that is another one than before. */
  done: Expr[] | null;
}
const begun = (node: Expr): Begun => ({ node, operands: operandsOf(node), at: 0, done: null });

function take(top: Begun, result: Expr): void {
  if (top.operands[top.at] !== result) {
    top.done ??= [...top.operands];
    top.done[top.at] = result;
  }
  top.at += 1;
}

/** The node itself where no operand is another one: what is remembered of it holds on. */
function rebuilt({ node, done }: Begun): Expr {
  if (done === null) return node;
  let next = 0;
  return mapOperands(node, (own) => done[next++] ?? own);
}

/** Rebuilds a node over mapped inputs and expressions. */
export function rebuild(plan: Plan, inputs: readonly Plan[], map: (expr: Expr) => Expr): Plan {
  const [first = plan, second = plan] = inputs;
  switch (plan.kind) {
    case 'local':
    case 'files':
    case 'file_schema':
    case 'sql':
      return plan;
    case 'table':
      return plan.travel === undefined ? plan : { ...plan, travel: { ...plan.travel, value: map(plan.travel.value) } };
    case 'table_function':
      return { ...plan, call: map(plan.call) };
    case 'join_table_function':
      return { ...plan, input: first, call: map(plan.call) };
    case 'pivot':
      return {
        ...plan,
        input: first,
        keys: plan.keys === null ? null : plan.keys.map(map),
        aggregate: map(plan.aggregate),
        by: map(plan.by),
        values: plan.values === null ? null : plan.values.map(map),
        ...(plan.otherwise !== undefined && { otherwise: map(plan.otherwise) }),
      };
    case 'unpivot':
      return { ...plan, input: first, columns: plan.columns.map(map) };
    case 'fill_null':
    case 'replace':
    case 'sample':
    case 'drop_null':
    case 'statistics':
    case 'limit':
    case 'distinct':
    case 'drop_duplicates':
    case 'to_df':
    case 'alias':
      return { ...plan, input: first };
    case 'select':
      return { ...plan, input: first, items: plan.items.map(map) };
    case 'filter':
      return { ...plan, input: first, condition: map(plan.condition) };
    case 'sort':
      return { ...plan, input: first, keys: plan.keys.map((key) => ({ ...key, by: map(key.by) })) };
    case 'drop':
      return { ...plan, input: first, columns: plan.columns.map(map) };
    case 'with_columns':
      return { ...plan, input: first, columns: plan.columns.map(({ name, value }) => ({ name, value: map(value) })) };
    case 'rename':
      return { ...plan, input: first, renames: plan.renames.map(({ from, to }) => ({ from: map(from), to })) };
    case 'aggregate':
      return { ...plan, input: first, keys: plan.keys.map(map), aggregates: plan.aggregates.map(map) };
    case 'join':
      return {
        ...plan,
        left: first,
        right: second,
        ...(plan.on !== undefined && { on: map(plan.on) }),
        ...(plan.match !== undefined && { match: map(plan.match) }),
      };
    case 'set':
      return { ...plan, left: first, right: second };
    default:
      return unreachable(plan);
  }
}

/**
 * Computes a value for a plan from the values of its inputs, bottom up. Without recursion, and once for a node that is used twice.
 *
 * @param done takes the value of the plan, and those of its nodes that `keeps` says: the others are let go when they were used
 */
export function foldPlan<T>(
  plan: Plan,
  visit: (node: Plan, inputs: readonly T[]) => T,
  done = new Map<Plan, T>(),
  keeps: (node: Plan) => boolean = () => true,
): T {
  const stack: Plan[] = [plan];
  /** Of a chain, what the next node is built on: it is handed on, and never remembered. */
  let handed: readonly T[] | null = null;
  for (let node = stack.at(-1); node !== undefined; node = stack.at(-1)) {
    if (done.has(node)) {
      stack.pop();
      continue;
    }
    const inputs = inputsOf(node);
    const before = stack.length;
    for (let at = inputs.length - 1; at >= 0 && handed === null; at -= 1) {
      const input = inputs[at];
      if (input !== undefined && !done.has(input)) stack.push(input);
    }
    if (stack.length > before) continue;
    const value = visit(node, handed ?? valuesFor(inputs, done));
    if (handed === null) for (const input of inputs) if (!keeps(input)) done.delete(input);
    stack.pop();
    handed = !keeps(node) && isOnlyInput(node, stack.at(-1)) ? [value] : null;
    if (handed === null) done.set(node, value);
  }
  return valueFor(plan, done);
}

function isOnlyInput(input: Plan, plan: Plan | undefined): boolean {
  const inputs = plan === undefined ? NONE : inputsOf(plan);
  return inputs.length === 1 && inputs[0] === input;
}

const valuesFor = <T>(plans: readonly Plan[], done: ReadonlyMap<Plan, T>): readonly T[] =>
  plans.map((plan) => valueFor(plan, done));

function valueFor<T>(plan: Plan, done: ReadonlyMap<Plan, T>): T {
  const value = done.get(plan);
  if (value === undefined) throw new Error('A plan without a value.');
  return value;
}

/** Calls `visit` for an expression and everything inside it, each after what it stands in. */
export function visitExpr(expr: Expr, visit: (inner: Expr) => void): void {
  visit(expr);
  if (isLeaf(expr)) return;
  let left: Expr[] | undefined;
  for (let inner: Expr | undefined = expr; inner !== undefined; inner = left?.pop()) {
    for (const operand of operandsOf(inner)) {
      visit(operand);
      if (isLeaf(operand)) continue;
      left ??= [];
      left.push(operand);
    }
  }
}

/** The relations that an action works on. */
export function plansOf(action: Action): readonly Plan[] {
  switch (action.kind) {
    case 'sql':
      return NONE;
    case 'collect':
    case 'count':
    case 'first':
    case 'describe':
    case 'explain':
    case 'create_view':
    case 'create_dynamic_table':
    case 'save_as_table':
    case 'copy_into_location':
    case 'copy_into_table':
      return [action.plan];
    case 'copy_files':
      return action.plan === undefined ? NONE : [action.plan];
    case 'merge':
      return [action.target, action.source];
    case 'update':
    case 'delete':
      return action.source === undefined ? [action.target] : [action.target, action.source];
    default:
      return unreachable(action);
  }
}
