import type { Action } from '../plan/action.js';
import type { Plan } from '../plan/plan.js';
import { type Reads, readsOf, rootsOf } from '../plan/reads.js';
import { expressionsOf, inputsOf } from '../plan/walk.js';
import { factsOf, isVolatileSql } from '../resolve/facts.js';

/**
 * The nodes of an action that are used in several places: each is compiled once and written once, as a common table expression.
 *
 * What is volatile (`random()`) is written anew for each use, since each use draws values of its own; what it is built on is shared.
 */
export const sharedNodes = (action: Action): ReadonlySet<Plan> => sharingOf(action).shared;

/** The nodes that several others read, or the action and another one: what they come to is kept until all have it. */
export const repeatedNodes = (action: Action): ReadonlySet<Plan> => sharingOf(action).repeated;

interface Sharing {
  readonly repeated: ReadonlySet<Plan>;
  readonly shared: ReadonlySet<Plan>;
}

function sharingOf(action: Action): Sharing {
  const known = remembered.get(action);
  if (known !== undefined) return known;
  const sharing = sharingAmong(action, readsOf(action));
  remembered.set(action, sharing);
  return sharing;
}

/** The checks of an action and its compilation ask alike. */
const remembered = new WeakMap<Action, Sharing>();

/** How many nodes an action has as it is written: those of a shared node count once. `own` are a node's with its expressions. */
export function writtenNodes(action: Action, own: (plan: Plan) => number): number {
  const reads = readsOf(action);
  const shared = sharedNodes(action);
  const sizes = new Map<Plan, number>();
  const sizeOf = (plan: Plan): number => (shared.has(plan) ? 1 : (sizes.get(plan) ?? 1));
  let once = 0;
  for (const [plan, read] of reads) {
    const size = read.reduce((sum, each) => sum + sizeOf(each), own(plan));
    sizes.set(plan, size);
    if (shared.has(plan)) once += size;
  }
  return rootsOf(action).reduce((sum, plan) => sum + sizeOf(plan), once);
}

function sharingAmong(action: Action, reads: Reads): Sharing {
  const used = new Set<Plan>();
  const repeated = new Set<Plan>();
  const use = (plan: Plan): void => {
    if (used.has(plan)) repeated.add(plan);
    used.add(plan);
  };
  for (const plan of rootsOf(action)) use(plan);
  for (const read of reads.values()) read.forEach(use);
  return { repeated, shared: repeated.size > 0 ? several(reads, repeated) : NOTHING };
}

const NOTHING: ReadonlySet<Plan> = new Set();

/** `reads` has what each node reads before it. What reads into a node that is itself written several times is so as well. */
function several(reads: Reads, used: ReadonlySet<Plan>): ReadonlySet<Plan> {
  const volatile = new Set<Plan>();
  const ordered = new Set<Plan>();
  /** Nodes whose order of rows means something to what is built on them. */
  const inOrder = new Set<Plan>();
  for (const [node, read] of reads) {
    if (isVolatileNode(node) || read.some((each) => volatile.has(each))) volatile.add(node);
    const inputs = followsOrder(node) ? inputsOf(node) : [];
    for (const input of inputs) inOrder.add(input);
    if (node.kind === 'sort' || inputs.some((input) => ordered.has(input))) ordered.add(node);
  }
  const repeated = new Set<Plan>(used);
  const shared = new Set<Plan>();
  for (const node of [...reads.keys()].toReversed()) {
    if (!repeated.has(node)) continue;
    if (!volatile.has(node)) shared.add(node);
    if (volatile.has(node) || (ordered.has(node) && inOrder.has(node))) {
      for (const read of reads.get(node) ?? []) repeated.add(read);
    }
  }
  return shared;
}

/** Nodes of one input that keep the order of its rows, or choose rows by it. */
function followsOrder(plan: Plan): boolean {
  switch (plan.kind) {
    case 'local':
    case 'files':
    case 'file_schema':
    case 'table':
    case 'sql':
    case 'drop_duplicates':
    case 'aggregate':
    case 'join':
    case 'set':
    case 'table_function':
    case 'join_table_function':
    case 'pivot':
    case 'unpivot':
    case 'sample':
    case 'statistics':
      return false;
    default:
      return true;
  }
}

const isVolatileNode = (plan: Plan): boolean =>
  (plan.kind === 'sample' && plan.seed === undefined) ||
  (plan.kind === 'sql' ? isVolatileSql(plan.text) : expressionsOf(plan).some((expr) => factsOf(expr).volatile));
