import type { CreateStream } from '../ast.js';
import { parseObjectName } from '../query/name.js';
import { parseOptions } from '../query/options.js';
import { refuseTimeTravel } from '../query/time-travel.js';
import type { Reader } from '../reader.js';

/** Behind `CREATE [OR REPLACE] STREAM`. */
export function parseCreateStream(reader: Reader, start: number, orReplace: boolean): CreateStream {
  const before = reader.accept('IF NOT EXISTS');
  const name = parseObjectName(reader);
  const ifNotExists = reader.accept('IF NOT EXISTS') || before;
  if (reader.isWord('CLONE')) throw reader.unsupported('CREATE STREAM ... CLONE');
  const early = parseOptions(reader);
  reader.expect('ON');
  if (!reader.accept('TABLE')) throw reader.unsupported(`CREATE STREAM ... ON ${reader.token.value}`);
  const table = parseObjectName(reader);
  refuseTimeTravel(reader);
  const options = [...early, ...parseOptions(reader)];
  return { kind: 'create_stream', orReplace, ifNotExists, name, table, options, ...reader.since(start) };
}
