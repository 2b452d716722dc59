import { UsageError } from '../errors.js';
import { refuseTwice } from '../plan/check-names.js';
import type { SetOperation } from '../plan/plan.js';
import { type Fragment, sql, text } from '../sql/fragment.js';
import { shownName } from '../sql/identifier.js';
import type { Build } from './build.js';
import { Item } from './items.js';
import { level, outputOf } from './level.js';
import { project } from './project.js';
import { NO_CLASHES, NO_KEYS, type Relation } from './relation.js';
import { select } from './write.js';

const WORDS = { union: ' UNION ', union_all: ' UNION ALL ', intersect: ' INTERSECT ', except: ' EXCEPT ' } as const;

/** One set operator over two relations. A chain of the same operator stays flat; any other operand is enclosed. */
export function setOperation(node: SetOperation, leftInput: Relation, rightInput: Relation, build: Build): Relation {
  const [left, right] =
    node.match === 'position' ? [leftInput, rightInput] : matched(node, leftInput, rightInput, build);
  const columns = [outputOf(left.level), outputOf(right.level)];
  if (columns[0] && columns[1] && columns[0].length !== columns[1].length) {
    throw new UsageError(
      'column_count_differs',
      `${WORDS[node.op].trim()} of ${columns[0].length} and ${columns[1].length} columns: both sides need as many.`,
    );
  }
  const body = sql`${chain(node, left, build)}${text(WORDS[node.op])}(${select(right.level, build)})`;
  const from = { kind: 'query' as const, sql: body, set: node.op };
  return { level: level(from, columns[0] ?? null), frames: left.frames, clashes: NO_CLASHES, top: NO_KEYS };
}

function chain(node: SetOperation, { level: left }: Relation, build: Build): Fragment {
  const whole = select(left, build);
  const { from } = left;
  const flat = from.kind === 'query' && build.rules.chain(from, node.op) && whole === from.sql;
  return flat ? whole : sql`(${whole})`;
}

/** Both sides with the same names in the same order; NULL stands for what a side lacks, if that is allowed. */
function matched(node: SetOperation, left: Relation, right: Relation, build: Build): [Relation, Relation] {
  const names = { left: namesOf(left), right: namesOf(right) };
  const has = { left: new Set(names.left), right: new Set(names.right) };
  const added = names.right.filter((name) => !has.left.has(name));
  const missing = names.left.filter((name) => !has.right.has(name));
  if (node.match === 'name' && added.length + missing.length > 0) {
    throw new UsageError(
      'column_names_differ',
      `Only one side has ${[...missing, ...added].map(shownName).join(', ')}. Select the same names on both, or allow missing columns.`,
    );
  }
  const order = [...names.left, ...added];
  const items = (present: ReadonlySet<string>): Item[] =>
    order.map((name) =>
      present.has(name) ? Item.same(name) : new Item(name, { kind: 'literal', type: { kind: 'null' }, value: null }),
    );
  const same = (present: readonly string[]): boolean =>
    present.length === order.length && present.every((name, at) => name === order[at]);
  return [
    same(names.left) ? left : project(left, items(has.left), false, build),
    same(names.right) ? right : project(right, items(has.right), false, build),
  ];
}

function namesOf(side: Relation): readonly string[] {
  const names = outputOf(side.level);
  if (names === null) {
    throw new UsageError(
      'unknown_column',
      "Union by name needs the names of both sides: give SQL expressions an alias with .as('…').",
    );
  }
  refuseTwice(names, 'On one side of the union by name', "Give each a name of its own with .as('…').");
  return names;
}
