import { displayName } from '../catalog/names.js';
import type { Frame } from './frame.js';

/** A column with the name of its table, as errors tell it; the only table that has such a column. */
export function wholeName(name: string, frame: Frame): string {
  const [table, ...others] = frame.from.tables.filter(({ columns }) =>
    columns.some((column) => displayName(column.name) === name),
  );
  const alias = table?.path.at(-1);
  return alias === undefined || others.length > 0 ? name : `${displayName(alias)}.${name}`;
}
