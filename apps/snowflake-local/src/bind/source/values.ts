import { compilationError } from '../../errors.js';
import { valuesText } from '../../generate/values.js';
import type { Expression, ValuesSource } from '../../parse/ast.js';
import { unify } from '../../types/common-type.js';
import { type Emitted, isBareNull } from '../../types/typed.js';
import { located } from '../expression/located.js';
import { type Environment, Frame } from '../frame.js';
import { columnOf, relationColumns } from '../relation.js';
import { type FromClause, NO_FROM } from '../scope.js';
import { renamed } from './alias.js';

/** `VALUES (...), (...)`: columns COLUMN1 to COLUMNn, each in the type that all its values fit. */
export function bindValuesSource(item: ValuesSource, environment: Environment, outer: Frame | null): FromClause {
  const frame = new Frame(environment, NO_FROM, outer);
  const rows = bindRows(item.rows, frame);
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, index) =>
    located(item, frame, () =>
      unify(
        rows.map((row) => at(row, index)),
        frame.values,
      ),
    ),
  );
  environment.state.scans = null;
  const table = environment.state.nextTable();
  const text = valuesText(rows.map((_, row) => columns.map((column) => at(column, row).sql)));
  const names = columns.map((_, index) => `c${index}`).join(', ');
  const outputs = columns.map((values, index) => columnOf(`COLUMN${index + 1}`, mostNullable(values)));
  const source = { path: [], columns: relationColumns(table, outputs) };
  return renamed(`(${text}) AS ${table}(${names})`, source, item.alias, environment);
}

function bindRows(rows: readonly (readonly Expression[])[], frame: Frame): readonly (readonly Emitted[])[] {
  const width = rows[0]?.length ?? 0;
  return frame.each(rows, rows, (row) => {
    if (row.length !== width) {
      const [first] = row;
      const detail = `VALUES rows have different widths: ${width} and ${row.length}`;
      throw compilationError('002055', '42601', detail, first && frame.positionOf(first));
    }
    return frame.within('values', () => frame.bindAll(row));
  });
}

/** A column is no constant and can be NULL where one of its values is; all of them NULL, it has no type of its own. */
function mostNullable(values: readonly Emitted[]): Emitted {
  const first = at(values, 0);
  const untyped = values.every(isBareNull);
  const { type, physical, sql } = first;
  return {
    type,
    physical,
    sql,
    nullable: values.some((value) => value.nullable),
    ...(untyped && { literal: { kind: 'null' } }),
  };
}

function at(values: readonly Emitted[], index: number): Emitted {
  const value = values[index];
  if (value === undefined) throw new Error('Rows have equal widths');
  return value;
}
