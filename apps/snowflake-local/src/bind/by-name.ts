import { ambiguousColumn } from '../errors.js';
import type { Span } from '../parse/ast.js';
import { typedNull } from '../types/literal.js';
import { text } from '../types/snow-type.js';
import type { Environment } from './frame.js';
import { positionIn } from './placed.js';
import { columnOf, type Relation, relationValue } from './relation.js';

/** The relations with the columns of all of them, in the order in which names first occur, NULL where one has none of a name. */
export function byName(relations: readonly Relation[], node: Span, environment: Environment): readonly Relation[] {
  for (const { columns } of relations) {
    const names = columns.map(({ name }) => name);
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) throw ambiguousColumn(twice, positionIn(environment, node));
  }
  const names = [...new Set(relations.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  return relations.map((relation) => {
    const table = environment.state.nextTable();
    const columns = names.map((name) => {
      const index = relation.columns.findIndex((column) => column.name === name);
      const column = relation.columns[index];
      if (column === undefined) {
        const missing = { ...typedNull(text()), literal: { kind: 'null' as const } };
        return { column: columnOf(name, missing), sql: missing.sql };
      }
      return { column, sql: relationValue(table, column, index).sql };
    });
    const items = columns.map(({ sql }, index) => `${sql} AS c${index}`);
    return {
      sql: `SELECT ${items.join(', ')} FROM (${relation.sql}) AS ${table}`,
      columns: columns.map(({ column }) => column),
    };
  });
}
