import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import { type Source, sourceKey } from '../plan/source.js';
import { inputsOf, plansOf } from '../plan/walk.js';
import { isQuery } from '../sql/is-query.js';
import { visitAction } from './bound.js';
import { factsOf } from './facts.js';

/**
 * The tables and queries whose columns must be known before the action can be compiled: those under an operation whose SQL
 * names or counts the columns of its input. Most actions need none, and then no request is spent on describing. They are the nodes
 * of the plan themselves, so that who keeps what was described can tell one frame's from another's.
 */
export function sourcesOf(action: Action): readonly Source[] {
  const found = new Map<string, Source>();
  const seen = new Set<Plan>();
  const add = (plan: Plan): void => addSources(plan, seen, found);
  visitAction(
    action,
    (plan) => {
      if (needsColumns(plan)) for (const input of inputsOf(plan)) add(input);
      if (action.kind === 'describe' && plan.kind === 'sql' && !isQuery(plan.text) && plan !== action.plan) add(plan);
    },
    () => undefined,
  );
  if (namesColumns(action)) for (const plan of plansOf(action)) add(plan);
  return [...found.values()];
}

/**
 * The plans whose columns, with their types, must be known as well, each after those that it is built on: what lies under a step that
 * goes by types, and relations of which only Snowflake knows the columns, where a step over them needs those.
 */
export function plansToDescribe(action: Action): readonly Plan[] {
  const wanted = new Set<Plan>();
  const seen = new Set<Plan>();
  const inOrder: Plan[] = [];
  visitAction(
    action,
    (plan) => {
      inOrder.push(plan);
      if (needsTypes(plan)) for (const input of inputsOf(plan)) wanted.add(input);
      if (needsColumns(plan)) for (const input of inputsOf(plan)) addOpaque(input, wanted, seen);
    },
    () => undefined,
  );
  if (namesColumns(action)) for (const plan of plansOf(action)) addOpaque(plan, wanted, seen);
  return inOrder.filter((plan) => wanted.has(plan));
}

/** What is wanted already may stand over a relation that is not: only what was passed here is known below, too. */
function addOpaque(plan: Plan, wanted: Set<Plan>, seen: Set<Plan>): void {
  for (let node: Plan | undefined = plan; node !== undefined && !seen.has(node); node = inputsOf(node)[0]) {
    seen.add(node);
    if (isOpaque(node)) wanted.add(node);
    if (isOpaque(node) || knowsColumns(node)) return;
    if (node.kind === 'join') addOpaque(node.right, wanted, seen);
  }
}

/** Only Snowflake knows its columns. */
function isOpaque(plan: Plan): boolean {
  switch (plan.kind) {
    case 'pivot':
    case 'unpivot':
      return true;
    case 'table_function':
      return plan.names === undefined;
    case 'join_table_function':
      return plan.columns === undefined && plan.names === undefined;
    default:
      return false;
  }
}

function needsTypes(plan: Plan): boolean {
  switch (plan.kind) {
    case 'drop_null':
    case 'fill_null':
    case 'replace':
    case 'statistics':
      return true;
    default:
      return false;
  }
}

function needsColumns(plan: Plan): boolean {
  switch (plan.kind) {
    case 'drop_null':
    case 'fill_null':
    case 'replace':
    case 'drop':
    case 'with_columns':
    case 'rename':
    case 'to_df':
    case 'join':
      return true;
    case 'set':
      return plan.match !== 'position';
    // A star is written by name beside computed keys, which are columns of the level below,
    case 'aggregate':
      return plan.grouping !== 'plain' && plan.aggregates.some((aggregate) => factsOf(aggregate).starred);
    // and in a table function, which has columns of its own.
    case 'join_table_function':
      return factsOf(plan.call).starred;
    default:
      return false;
  }
}

function namesColumns(action: Action): boolean {
  switch (action.kind) {
    case 'save_as_table':
      return action.mode === 'truncate' || (action.mode === 'append' && action.columnOrder === 'name');
    case 'merge':
      return true;
    case 'update':
    case 'delete':
      return action.source !== undefined;
    default:
      return false;
  }
}

/** What decides the output columns of a plan. A select without a star, an aggregate and local data know theirs. */
function addSources(plan: Plan, seen: Set<Plan>, found: Map<string, Source>): void {
  const stack: Plan[] = [plan];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'table' || node.kind === 'sql') {
      const key = sourceKey(node);
      if (!found.has(key)) found.set(key, node);
    } else if (node.kind === 'set') {
      stack.push(node.left);
    } else if (!knowsColumns(node)) {
      stack.push(...inputsOf(node).toReversed());
    }
  }
}

function knowsColumns(plan: Plan): boolean {
  if (plan.kind === 'select') return !plan.items.some((item) => item.kind === 'star');
  switch (plan.kind) {
    case 'aggregate':
    case 'local':
    case 'files':
    case 'file_schema':
    case 'statistics':
      return true;
    default:
      return isOpaque(plan);
  }
}
