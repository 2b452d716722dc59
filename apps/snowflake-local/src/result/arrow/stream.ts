import { Column, Table, tableToIPC, Version } from '@uwdata/flechette';
import type { WireRow } from '../stored.js';
import type { ArrowColumn } from './columns.js';

/** Ends an IPC stream: a continuation mark and no length. */
const END = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Rows as an Arrow IPC stream: the schema, record batches, an end. */
export class ArrowStream {
  /** The message that names the columns: once, in front. */
  readonly schema: Uint8Array;
  readonly end = END;

  constructor(private readonly columns: readonly ArrowColumn[]) {
    const bytes = this.stream(null);
    this.schema = bytes.subarray(0, bytes.length - END.length);
  }

  /** The message of one record batch, of at least one row. */
  batch(rows: readonly WireRow[]): Uint8Array {
    const bytes = this.stream(rows);
    return bytes.subarray(this.schema.length, bytes.length - END.length);
  }

  /** All of a stream; nothing at all without rows: Python's reader refuses a stream that has none. */
  whole(rows: readonly WireRow[]): Buffer {
    return Buffer.from(rows.length === 0 ? new Uint8Array(0) : this.stream(rows));
  }

  private stream(rows: readonly WireRow[] | null): Uint8Array {
    const columns = this.columns.map(({ vector }, at) => {
      const batches = rows === null ? [] : [vector.batch(rows.map((row) => row[at] ?? null))];
      return new Column(batches, vector.type);
    });
    const schema = { version: Version.V5, fields: this.columns.map((column) => column.field) };
    const bytes = tableToIPC(new Table(schema, columns), {});
    if (bytes === null) throw new Error('the stream was written elsewhere');
    return bytes;
  }
}
