import type { DataFrame, Row } from '@firn/snowpark';
import type {} from '@firn/snowpark/arrow';
import { type Options, stringify } from 'csv-stringify/sync';

/** The ways in which a frame can be an answer, by media type, the preferred first. */
export const FORMATS = {
  'application/x-ndjson': ndjson,
  'text/csv': csv,
  'application/vnd.apache.arrow.stream': arrow,
} as const satisfies Record<string, (frame: AnyFrame, signal: AbortSignal) => Promise<AsyncIterable<Uint8Array>>>;

export type MediaType = keyof typeof FORMATS;
export const MEDIA_TYPES = Object.keys(FORMATS) as readonly MediaType[];

/** A frame, whatever its columns are. */
export type AnyFrame = Pick<DataFrame, 'toLocalIterator' | 'toArrowBatches'>;

/** Rows that are written at once: few writes, little to hold. */
const CHUNK_ROWS = 500;

type Rows = AsyncIterable<Row<object>>;

/** A row a line, as an object by column name; cells as over the API of jobs. */
async function ndjson(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const rows = await frame.toLocalIterator({ signal });
  return chunks(rows, (some) => some.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

/** RFC 4180 with a header. NULL is an empty field, an empty text is one in quotes. */
async function csv(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const rows = await frame.toLocalIterator({ signal });
  let isFirst = true;
  return chunks(rows, (some) => {
    const records: unknown[][] = some.map((row) => Object.values(row.toJSON()));
    if (isFirst) records.unshift([...(some[0]?.names ?? [])]);
    isFirst = false;
    return stringify(records, CSV);
  });
}

const CSV: Options = {
  record_delimiter: '\r\n',
  quoted_match: /[\r\n]/,
  cast: { boolean: String, string: (text) => (text === '' ? { value: '', quoted_empty: true } : text) },
};

/** Arrow's stream format: the schema, then a record batch for each part of the result. */
async function arrow(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const batches = await frame.toArrowBatches({ signal });
  const { RecordBatchStreamWriter } = await import('apache-arrow');
  return RecordBatchStreamWriter.writeAll(batches);
}

/** Some rows at a time as text. */
async function* chunks(rows: Rows, textOf: (rows: readonly Row<object>[]) => string): AsyncGenerator<Uint8Array> {
  let some: Row<object>[] = [];
  for await (const row of rows) {
    if (some.push(row) < CHUNK_ROWS) continue;
    yield Buffer.from(textOf(some));
    some = [];
  }
  if (some.length > 0) yield Buffer.from(textOf(some));
}
