import type { ViewColumn } from '../ast.js';
import type { Reader } from '../reader.js';
import { acceptMasking } from './policy.js';

/** A column of a view or dynamic table: its name, and what may stand behind it. */
export function parseViewColumn(reader: Reader): ViewColumn {
  const name = reader.anyName();
  const masking = acceptMasking(reader);
  if (reader.isWord('WITH', 'PROJECTION', 'TAG')) throw reader.unsupported('policy or tag of a view column');
  const comment = reader.accept('COMMENT') ? reader.textLiteral() : undefined;
  return { name, ...(masking && { masking }), ...(comment !== undefined && { comment }) };
}
