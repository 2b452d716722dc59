import type { Action } from '../plan/action.js';
import { expressionsOfAction } from '../plan/action-expressions.js';
import { checkSqlSize, PLAN_LIMITS, tooDeep, tooLarge, tooManyNodes } from '../plan/limits.js';
import type { Expr, Plan } from '../plan/plan.js';
import { firstOperand } from '../plan/spine.js';
import { expressionsOf, inputsOf, isFlat, isLeaf, operandsOf, plansOf } from '../plan/walk.js';
import { checkExpression, checkStatement } from '../sql/fault.js';
import { byteLength } from '../sql/size.js';
import { leastSqlBytes } from './least-sql.js';
import { repeatedNodes, writtenNodes } from './shared.js';

interface Cost {
  /** Of an expression with all that is in it; of a plan with its expressions, without its inputs. */
  readonly nodes: number;
  readonly depth: number;
}

type Part = Plan | Expr;

/**
 * Holds an action to `PLAN_LIMITS` by arithmetic: `nodes` and `depth`, each part once, however often it is used; then `sqlBytes`,
 * as far as they are known without the columns of the sources. Everything that walks through an action does so behind this.
 * SQL of the caller must be whole.
 *
 * @throws UsageError plan_too_large with the figures.
 */
export function checkAction(action: Action): void {
  const costs = new Map<Part, Cost>();
  let nodes = 0;
  let depth = 0;
  const done = (part: Part, cost: Cost): void => {
    costs.set(part, cost);
    checkText(part);
    if (isPlan(part)) nodes += cost.nodes;
    if (costs.size > PLAN_LIMITS.nodes) throw tooLarge(tooManyNodes(Math.max(nodes, costs.size)));
  };
  for (const plan of plansOf(action)) depth = Math.max(depth, costOf(plan, costs, done).depth);
  for (const expr of expressionsOfAction(action)) {
    const cost = costOf(expr, costs, done);
    nodes += cost.nodes;
    depth = Math.max(depth, cost.depth + 1);
  }
  if (nodes > PLAN_LIMITS.nodes) throw tooLarge(tooManyNodes(nodes));
  if (depth > PLAN_LIMITS.depth) throw tooLarge(tooDeep(depth));
  if (repeatedNodes(action).size > 0) {
    const written = writtenNodes(action, (plan) => costs.get(plan)?.nodes ?? 1);
    if (written > PLAN_LIMITS.nodes) throw tooLarge(tooManyNodes(written));
  }
  if (action.kind === 'sql') checkSqlSize(byteLength(action.text));
  else checkSqlSize(leastSqlBytes(action), 'at least ');
}

const LEAF: Cost = Object.freeze({ nodes: 1, depth: 0 });

/** Only its operands are to be counted, and that is as short as looking up what they came to. SQL of the caller is looked at. */
const isCounted = (part: Part): part is Expr => !isPlan(part) && isFlat(part) && !holdsText(part);

const holdsText = (expr: Expr): boolean => expr.kind === 'sql' || operandsOf(expr).some(({ kind }) => kind === 'sql');

function costOf(part: Part, costs: ReadonlyMap<Part, Cost>, done: (part: Part, cost: Cost) => void): Cost {
  const open = [{ part, inner: partsOf(part), at: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const next = top.inner[top.at];
    if (next === undefined) {
      open.pop();
      if (!costs.has(top.part)) done(top.part, sumOf(top.part, top.inner, costs));
    } else if (costs.has(next)) top.at += 1;
    else if (isCounted(next)) top.at += 1;
    else open.push({ part: next, inner: partsOf(next), at: 0 });
  }
  return costs.get(part) ?? LEAF;
}

function sumOf(part: Part, inner: readonly Part[], costs: ReadonlyMap<Part, Cost>): Cost {
  const first = isPlan(part) ? inputsOf(part)[0] : firstOperand(part);
  let nodes = 1;
  let depth = 0;
  for (const each of inner) {
    const cost = costs.get(each) ?? (isPlan(each) ? LEAF : costOfFlat(each));
    if (!isPlan(each)) nodes += cost.nodes;
    depth = Math.max(depth, each === first ? cost.depth : cost.depth + 1);
  }
  return { nodes, depth };
}

function costOfFlat(expr: Expr): Cost {
  if (isLeaf(expr)) return LEAF;
  const operands = operandsOf(expr);
  const first = firstOperand(expr);
  return { nodes: 1 + operands.length, depth: operands.some((operand) => operand !== first) ? 1 : 0 };
}

const partsOf = (part: Part): readonly Part[] => {
  if (isPlan(part)) {
    const inputs = inputsOf(part);
    const expressions = expressionsOf(part);
    return expressions.length === 0 ? inputs : [...inputs, ...expressions];
  }
  return part.kind === 'in_query' ? [...part.operands, part.query] : operandsOf(part);
};

/** SQL of the caller that would take in or leave what it is written into. */
function checkText(part: Part): void {
  if (part.kind !== 'sql') return;
  if (isPlan(part)) checkStatement(part.text);
  else checkExpression(part.text);
}

/** A node of a plan; two of the kinds are words for expressions as well. */
function isPlan(part: Part): part is Plan {
  switch (part.kind) {
    case 'sql':
      return 'binds' in part;
    case 'alias':
      return 'input' in part;
    default:
      return Object.hasOwn(NODES, part.kind);
  }
}

const NODES: { readonly [K in Plan['kind']]: true } = {
  local: true,
  table: true,
  table_function: true,
  files: true,
  file_schema: true,
  sql: true,
  select: true,
  filter: true,
  sort: true,
  limit: true,
  distinct: true,
  drop_duplicates: true,
  drop: true,
  with_columns: true,
  rename: true,
  to_df: true,
  alias: true,
  aggregate: true,
  join: true,
  set: true,
  join_table_function: true,
  pivot: true,
  unpivot: true,
  sample: true,
  drop_null: true,
  fill_null: true,
  replace: true,
  statistics: true,
};
