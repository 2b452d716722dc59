import { UsageError } from '../errors.js';
import { shownName } from '../sql/identifier.js';
import type { Assignments, MergeClause } from './action.js';
import type { Plan } from './plan.js';

/** The first name that stands a second time, or undefined. */
export function nameTwice(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  return names.find((name) => seen.size === seen.add(name).size);
}

/** Refuses a name that is there twice. `where` says of what, `cure` what to do. */
export function refuseTwice(names: readonly string[], where: string, cure: string): void {
  const twice = nameTwice(names);
  if (twice !== undefined)
    throw new UsageError('duplicate_column', `${where}, column ${shownName(twice)} is there twice. ${cure}`);
}

/**
 * Refuses the names of a step that no input can make right.
 *
 * @throws UsageError duplicate_column.
 */
export function checkNames(plan: Plan): void {
  const [names, where] = namesIn(plan);
  refuseTwice(names, where, 'Say each name once; names that are not quoted fold to upper case.');
}

function namesIn(plan: Plan): readonly [names: readonly string[], where: string] {
  switch (plan.kind) {
    case 'local':
      return [plan.fields.map((field) => field.name), 'In the schema'];
    case 'files':
      return [[...plan.metadata, ...(plan.fields ?? []).map((field) => field.name)], 'In the schema'];
    case 'to_df':
      return [plan.names, 'With toDf'];
    case 'rename':
      return [plan.renames.map((rename) => rename.to), 'After rename'];
    case 'with_columns':
      return [plan.columns.map((column) => column.name), 'With withColumns'];
    case 'join':
      return [plan.using ?? [], 'Among the names of the join'];
    default:
      return [[], ''];
  }
}

/** Refuses a column that a change of a table sets twice. */
export const checkAssignments = (set: Assignments): void =>
  refuseTwice(
    set.map(({ column }) => column),
    'In the change',
    'Names that are not quoted fold to upper case: say each once.',
  );

export function checkClause(clause: MergeClause): void {
  if (clause.kind === 'update') checkAssignments(clause.set);
  if (clause.kind === 'insert') refuseTwice(clause.columns, 'In the insert', 'Say each once.');
}
