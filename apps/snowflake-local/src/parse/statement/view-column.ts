import type { CreateView } from '../ast.js';
import type { Reader } from '../reader.js';

/** A column of a view or dynamic table: its name, and what may stand behind it. */
export function parseViewColumn(reader: Reader): CreateView['columns'][number] {
  const name = reader.anyName();
  if (reader.isWord('WITH', 'MASKING', 'PROJECTION', 'TAG')) throw reader.unsupported('policy or tag of a view column');
  return reader.accept('COMMENT') ? { name, comment: reader.textLiteral() } : { name };
}
