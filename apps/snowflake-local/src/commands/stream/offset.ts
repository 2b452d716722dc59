import { spaceOf } from '../../catalog/address.js';
import { duckIdentifier, duckTable } from '../../catalog/duck-name.js';
import type { StreamEntry, StreamOffset, TableEntry } from '../../catalog/entries.js';
import { ROW_ID } from '../../catalog/row-ids.js';
import { columnDdl } from '../../types/physical.js';

/** Where a stream will stand when it has taken the rows of a table with these columns. */
export function offsetOf(
  stream: Pick<StreamEntry, 'objectId' | 'database' | 'schema' | 'sessionId' | 'mode'>,
  columns: TableEntry['columns'],
  number: number,
  takenOn: number,
): StreamOffset {
  const held = stream.mode === 'APPEND_ONLY' ? [] : columns;
  return {
    // No table of a user's can have this name: see `holdsReservedCharacter`.
    duckName: duckTable(spaceOf(stream), `\u0002STREAM${stream.objectId}_${number}`),
    columns: held.map(({ name, type, physical }) => ({ name, type, physical })),
    number,
    takenOn,
  };
}

/** DuckDB statements that make the table of an offset. */
export const createOffset = ({ duckName, columns }: StreamOffset): string =>
  `CREATE TABLE ${duckName}(${[`${ROW_ID} BIGINT`, ...columns.map(definition)].join(', ')})`;

export function fillOffset({ duckName, columns }: StreamOffset, table: TableEntry): string {
  const names = [ROW_ID, ...columns.map(({ name }) => duckIdentifier(name))].join(', ');
  return `INSERT INTO ${duckName} SELECT ${names} FROM ${table.duckName}`;
}

const definition = ({ name, type, physical }: StreamOffset['columns'][number]): string =>
  columnDdl(duckIdentifier(name), type, physical, true);

/** What a stream holds goes with it. */
export const dropOffsets = ({ offset, consumed }: StreamEntry): readonly string[] =>
  [offset, ...(consumed === undefined ? [] : [consumed.before])].map(dropOffset);

export const dropOffset = ({ duckName }: StreamOffset): string => `DROP TABLE IF EXISTS ${duckName}`;
