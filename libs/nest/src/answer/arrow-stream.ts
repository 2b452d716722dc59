import { type RecordBatch, RecordBatchStreamWriter, Table } from 'apache-arrow';

/** What ends a stream: the sign of a message, and its length of 0. */
const END = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/**
 * Arrow's stream format: the schema, then a record batch for each part of the result. A batch is written when it is asked for; Arrow's
 * own stream of a writer takes in whatever there is, however slowly it is read.
 */
export async function* arrowStream(batches: AsyncIterable<RecordBatch>): AsyncGenerator<Uint8Array> {
  let schemaBytes = 0;
  for await (const batch of batches) {
    yield withoutEnd(RecordBatchStreamWriter.writeAll([batch])).subarray(schemaBytes);
    if (schemaBytes === 0) schemaBytes = withoutEnd(RecordBatchStreamWriter.writeAll(new Table(batch.schema))).length;
  }
  yield END;
}

const withoutEnd = (writer: RecordBatchStreamWriter): Uint8Array => writer.toUint8Array(true).subarray(0, -END.length);
