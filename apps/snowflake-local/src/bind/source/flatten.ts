import { invalidArgumentTypes } from '../../errors.js';
import type { FlattenMode } from '../../functions/native/flatten.js';
import type { FunctionSource } from '../../parse/ast.js';
import { once, quoteText } from '../../types/duck-text.js';
import { UNDEFINED } from '../../types/json-text/json-value.js';
import { parsePath } from '../../types/json-text/path.js';
import { writeTagged } from '../../types/json-text/tagged.js';
import { longCall } from '../../types/long-call.js';
import { LONG_NUMBER } from '../../types/semi-structured.js';
import { fixed, isSemiStructured, MAX_PRECISION, text, typeText, VARIANT } from '../../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../../types/typed.js';
import type { Environment } from '../frame.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import { type ExpansionNames, expandedRows, type RowExpansion } from './row-expansion.js';
import type { TableArguments } from './table-arguments.js';

/**
 * `FLATTEN(INPUT => …, PATH => …, OUTER => …, RECURSIVE => …, MODE => …)`: a row for each item of the ARRAY or OBJECT at
 * the path. With OUTER a row without an item stands for none; its THIS tells an empty value from one that cannot be opened.
 */
export function bindFlatten(args: TableArguments, item: FunctionSource, environment: Environment): FromClause {
  const input = args.take('INPUT');
  const path = args.text('PATH') ?? '';
  const outer = args.flag('OUTER') ?? false;
  const recursive = args.flag('RECURSIVE') ?? false;
  const mode = (args.text('MODE') ?? 'BOTH').toUpperCase();
  args.finish();
  if (input === undefined) throw args.missing('INPUT');
  if (!isSemiStructured(input.type) && !isNullLiteral(input)) {
    throw invalidArgumentTypes('FLATTEN', `(${typeText(input.type)})`, args.position);
  }
  if (parsePath(path) === null) throw args.invalid('PATH', 'a path such as a.b[0]');
  if (!isMode(mode)) throw args.invalid('MODE', "'OBJECT', 'ARRAY' or 'BOTH'");
  const sql = isNullLiteral(input) ? 'CAST(NULL AS JSON)' : input.sql;
  const expansion: RowExpansion = {
    value: flattened(sql, path, mode, recursive),
    beside: (value) => `struct_extract(${value}, 'opened')`,
    items: (value) => (outer ? orOne(value, path) : `struct_extract(${value}, 'items')`),
    columns: flattenColumns,
  };
  return expandedRows(expansion, args.isLateral, item, environment);
}

const isMode = (word: string): word is FlattenMode => word === 'ARRAY' || word === 'OBJECT' || word === 'BOTH';

/** What `sf_flatten` gives, to DuckDB. */
const FLATTENED =
  '{"opened":["VARCHAR"],"items":[{"k":"VARCHAR","i":"BIGINT","p":"VARCHAR","v":"VARCHAR","o":"INTEGER"}]}';

/** A flat ARRAY, which is what most are, is opened by DuckDB itself, ten times as fast; its long numbers would lose digits. */
function flattened(sql: string, path: string, mode: FlattenMode, recursive: boolean): string {
  const exact = (v: string) =>
    `json_transform(CAST(${longCall('sf_flatten', v, quoteText(path), `'${mode}'`, String(recursive))} AS JSON), '${FLATTENED}')`;
  const asText = `CAST(${sql} AS VARCHAR)`;
  if (path !== '' || recursive || mode === 'OBJECT') return exact(asText);
  return once([asText], (v) => {
    const item = `struct_pack(k := CAST(NULL AS VARCHAR), i := CAST("~n" - 1 AS BIGINT), p := concat('[', "~n" - 1, ']'), v := nullif(CAST("~i" AS VARCHAR), ${quoteText(writeTagged(UNDEFINED))}), o := 1)`;
    const items = `list_transform(CAST(json_extract(${v}, '$[*]') AS JSON[]), lambda "~i", "~n": ${item})`;
    const isPlain = `starts_with(${v}, '[') AND NOT regexp_matches(${v}, '${LONG_NUMBER}')`;
    return `CASE WHEN ${isPlain} THEN struct_pack(opened := [${v}], items := ${items}) ELSE ${exact(v)} END`;
  });
}

/** The items, or one of NULLs where there are none; it stands in the opened value where there is one. */
function orOne(value: string, path: string): string {
  const items = `struct_extract(${value}, 'items')`;
  const none = `struct_pack(k := NULL, i := NULL, p := ${quoteText(path)}, v := NULL, o := 1)`;
  return `CASE WHEN len(${items}) > 0 THEN ${items} ELSE [${none}] END`;
}

function flattenColumns({ sequence, item, beside }: ExpansionNames): readonly ScopeColumn[] {
  const field = (name: string) => `struct_extract(${item}, '${name}')`;
  const json = (sql: string): Emitted => ({
    sql: `CAST(${sql} AS JSON)`,
    type: VARIANT,
    physical: 'json',
    nullable: true,
  });
  const words = (sql: string): Emitted => ({ sql, type: text(), physical: 'varchar', nullable: true });
  return [
    { name: 'SEQ', value: sequence },
    { name: 'KEY', value: words(field('k')) },
    { name: 'PATH', value: words(field('p')) },
    {
      name: 'INDEX',
      value: { sql: field('i'), type: fixed(MAX_PRECISION), physical: 'bigint', nullable: true },
    },
    { name: 'VALUE', value: json(field('v')) },
    { name: 'THIS', value: json(`list_extract(${beside}, ${field('o')})`) },
  ];
}
