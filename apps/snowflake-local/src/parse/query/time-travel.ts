import type { Reader } from '../reader.js';

/** `AT (OFFSET => ...)` and `BEFORE (...)` behind the name of a table, a schema or a database. */
export function refuseTimeTravel(reader: Reader): void {
  if (!reader.isWord('AT', 'BEFORE') || !reader.isSymbol('(', 1)) return;
  throw reader.unsupported(`${reader.token.value} (time travel)`);
}
