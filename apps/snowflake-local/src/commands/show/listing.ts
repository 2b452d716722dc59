import type { OutColumn } from '../../bind/query.js';
import type { QualifiedSchema } from '../../catalog/names.js';
import type { ExecutionContext } from '../../execute/statement.js';
import { narrowForm } from '../../types/physical.js';
import { fixed, text, timestamp } from '../../types/snow-type.js';
import { unreachable } from '../../unreachable.js';
import type { StatementContext } from '../statement-context.js';

/** One line of a SHOW: its cells, and the name that LIKE, STARTS WITH and LIMIT ... FROM look at. */
export interface ListedRow {
  readonly name: string;
  readonly cells: readonly Cell[];
  /** A number that DuckDB computes once the rows have been chosen, for the cell `at`; of a table, how many rows it has. */
  readonly computed?: { readonly at: number; readonly sql: string };
}

/** `null` is NULL; a number is written as digits; a Date as a TIMESTAMP_LTZ. */
export type Cell = string | number | Date | null;

/** What a SHOW lists. */
export interface Listing {
  readonly columns: readonly OutColumn[];
  /** Columns of SHOW TERSE, by name; absent: TERSE is refused. */
  readonly terse?: readonly string[];
  /** What SHOW ... HISTORY lists: what was dropped too, with the time of that; absent: HISTORY is refused. */
  readonly history?: Listing;
  /** Rows in the order of SHOW, before any filter; taken one by one, until there are as many as SHOW gives. */
  rows(scope: ShowScope, context: StatementContext, execution: ExecutionContext): Iterable<ListedRow>;
}

/** Where to look. */
export type ShowScope =
  | { readonly kind: 'account' }
  | { readonly kind: 'database'; readonly database: string }
  | { readonly kind: 'schema'; readonly database: string; readonly schema: string }
  | { readonly kind: 'relation'; readonly database: string; readonly schema: string; readonly name: string };

const kinds = { text: text(), number: fixed(38, 0), time: timestamp('timestamp_ltz', 3) } as const;

/** Output columns from names: `name` is text, `name:number` and `name:time` are what they say. */
export const listed = (...names: readonly string[]): readonly OutColumn[] =>
  names.map((entry) => {
    const [name = '', kind = 'text'] = entry.split(':');
    const type = kind === 'number' || kind === 'time' ? kinds[kind] : kinds.text;
    return { name, type, physical: narrowForm(type), nullable: true };
  });

/** A cell as wire text. */
export function wireCell(cell: Cell): string | null {
  if (cell === null || typeof cell === 'string') return cell;
  if (typeof cell === 'number') return String(cell);
  return `${Math.floor(cell.getTime() / 1_000)}.${String(cell.getTime() % 1_000).padStart(3, '0')}`;
}

export const yesNo = (value: boolean): string => (value ? 'Y' : 'N');
export const onOff = (value: boolean): string => (value ? 'ON' : 'OFF');

/** The schemas of a scope, in the order in which SHOW lists what they hold. */
export function schemasIn(scope: ShowScope, { catalog }: StatementContext): readonly QualifiedSchema[] {
  switch (scope.kind) {
    case 'account':
      return sorted(catalog.databases()).flatMap(({ name }) => schemasOfDatabase(name));
    case 'database':
      return schemasOfDatabase(scope.database);
    case 'schema':
    case 'relation':
      return [{ database: scope.database, schema: scope.schema }];
    default:
      return unreachable(scope);
  }

  function schemasOfDatabase(database: string): readonly QualifiedSchema[] {
    return sorted(catalog.schemas(database)).map(({ name }) => ({ database, schema: name }));
  }
}

export const sorted = <E extends { readonly name: string }>(entries: readonly E[]): readonly E[] =>
  [...entries].sort((left, right) => (left.name < right.name ? -1 : left.name > right.name ? 1 : 0));
