import { compilationError, invalidIdentifier } from '../../errors.js';
import type { Identifier, Unpivot } from '../../parse/ast.js';
import { unify } from '../../types/common-type.js';
import { quoteText } from '../../types/duck-text.js';
import { text } from '../../types/snow-type.js';
import { type Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import { renamed } from './alias.js';
import { HandedOn } from './handed-on.js';

/** `UNPIVOT (value FOR name IN (a, b))`: a row for each of the columns, with its name and value; those of NULL are left out. */
export function bindUnpivot(
  item: Unpivot,
  source: FromClause,
  environment: Environment,
  outer: Frame | null,
): FromClause {
  const frame = new Frame(environment, source, outer);
  const turned = item.columns.map(({ column }) => columnNamed(column, source, environment));
  const different = turned.findIndex(({ value }) => value.type.kind !== turned[0]?.value.type.kind);
  const odd = item.columns[different];
  if (odd !== undefined) {
    const detail = `The type of column '${odd.column.name}' conflicts with the type of other columns in the UNPIVOT list.`;
    throw compilationError('002131', '42601', detail, positionIn(environment, odd.column));
  }
  const values = unify(
    turned.map(({ value }) => value),
    frame.values,
  );
  const entries = values.map((value, index) => {
    const given = item.columns[index];
    return `struct_pack(n := ${quoteText((given?.shown ?? given?.column)?.name ?? '')}, v := ${value.sql})`;
  });
  const table = environment.state.nextTable();
  const handed = new HandedOn(table);
  const kept = source.columns.filter((column) => !turned.includes(column)).map((column) => handed.column(column));
  const [first] = values;
  if (first === undefined) throw new Error('UNPIVOT names a column');
  const { literal: _, ...bare } = first;
  const columns: readonly ScopeColumn[] = [
    ...kept.map(({ name, value }) => ({ name, value })),
    { name: item.name.name, value: { sql: `${table}.e['n']`, type: text(), physical: 'varchar', nullable: false } },
    { name: item.value.name, value: { ...bare, sql: `${table}.e['v']`, nullable: true } },
  ];
  const sql = (): string => {
    const names = handed.items().map((_, index) => `k${index}`);
    const rows = `SELECT ${[...handed.items(), `[${entries.join(', ')}] AS x`].join(', ')} FROM ${source.sql()}`;
    const all = `SELECT ${[...names, 'unnest(x) AS e'].join(', ')} FROM (${rows})`;
    return item.includeNulls ? `(${all}) AS ${table}` : `(SELECT * FROM (${all}) WHERE e['v'] IS NOT NULL) AS ${table}`;
  };
  return renamed(sql, { path: [], columns }, item.alias, environment);
}

function columnNamed(name: Identifier, source: FromClause, environment: Environment): ScopeColumn {
  const column = source.columns.find((candidate) => candidate.name === name.name);
  if (column === undefined) throw invalidIdentifier(name.name, positionIn(environment, name));
  return column;
}
