import { callFunction, lookupFunction } from '../../functions/lookup.js';
import { pieces, tokens } from '../../functions/text.js';
import type { FunctionSource } from '../../parse/ast.js';
import { once } from '../../types/duck-text.js';
import { textLiteral } from '../../types/literal.js';
import { fixed, MAX_PRECISION, text } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Environment, Frame } from '../frame.js';
import type { FromClause, ScopeColumn } from '../scope.js';
import { type ExpansionNames, expandedRows } from './row-expansion.js';
import type { TableArguments } from './table-arguments.js';

/** How each function cuts a text, and what it cuts at unless told; DuckDB lists. */
const SPLITTERS = {
  SPLIT_TO_TABLE: { split: pieces, usual: undefined },
  STRTOK_SPLIT_TO_TABLE: { split: tokens, usual: ' ' },
} as const;

export const isSplitFunction = (name: string): name is keyof typeof SPLITTERS => Object.hasOwn(SPLITTERS, name);

/** `SPLIT_TO_TABLE(text, separator)`, `STRTOK_SPLIT_TO_TABLE(text[, separators])`: a row for each piece, numbered from 1. */
export function bindSplit(
  name: keyof typeof SPLITTERS,
  args: TableArguments,
  item: FunctionSource,
  environment: Environment,
  frame: Frame,
): FromClause {
  const { split, usual } = SPLITTERS[name];
  const whole = args.take('STRING');
  const separator = args.take('DELIMITER') ?? (usual === undefined ? undefined : textLiteral(usual));
  args.finish();
  if (whole === undefined) throw args.missing('STRING');
  if (separator === undefined) throw args.missing('DELIMITER');
  const [ofText, ofSeparator] = [asText(whole, frame), asText(separator, frame)];
  const expansion = {
    value: once([ofText, ofSeparator], split),
    items: (value: string) =>
      `list_transform(${value}, lambda "~i", "~n": struct_pack(v := "~i", i := CAST("~n" AS BIGINT)))`,
    columns: splitColumns,
  };
  return expandedRows(expansion, args.isLateral, item, environment);
}

/** As the functions that take texts do. */
function asText(value: Emitted, frame: Frame): string {
  const spec = lookupFunction('TO_VARCHAR');
  if (spec === undefined) throw new Error('TO_VARCHAR is a function');
  return callFunction(spec, { name: 'TO_VARCHAR', args: [value] }, frame.values).sql;
}

function splitColumns({ sequence, item }: ExpansionNames): readonly ScopeColumn[] {
  const index: Emitted = {
    sql: `struct_extract(${item}, 'i')`,
    type: fixed(MAX_PRECISION),
    physical: 'bigint',
    nullable: false,
  };
  const value: Emitted = { sql: `struct_extract(${item}, 'v')`, type: text(), physical: 'varchar', nullable: false };
  return [
    { name: 'SEQ', value: sequence },
    { name: 'INDEX', value: index },
    { name: 'VALUE', value },
  ];
}
