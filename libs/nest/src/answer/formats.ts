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
export type AnyFrame = Pick<DataFrame, 'toLocalIterator' | 'toArrowBatches' | 'columns'>;

/** Characters that are written at once, but for a row that has more: few writes, little to hold, and others get their turn between. */
const CHUNK_CHARACTERS = 65_536;

type Rows = AsyncIterable<Row<object>>;

/** A row a line, as an object by column name; cells as over the API of jobs. */
async function ndjson(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  return ndjsonLines(await frame.toLocalIterator({ signal }));
}

async function* ndjsonLines(rows: Rows): AsyncGenerator<Uint8Array> {
  let text = '';
  for await (const row of rows) {
    text += `${JSON.stringify(row)}\n`;
    if (text.length < CHUNK_CHARACTERS) continue;
    yield Buffer.from(text);
    text = '';
  }
  if (text !== '') yield Buffer.from(text);
}

/** Characters of a cell, its comma among them, but for those of a text. */
const CELL = 8;

/** RFC 4180 with a header. NULL is an empty field, an empty text is one in quotes. */
async function csv(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  return csvRecords(await frame.toLocalIterator({ signal }), () => frame.columns());
}

/** Where there are no rows, nothing but the frame itself knows its columns. */
async function* csvRecords(rows: Rows, columns: () => Promise<readonly string[]>): AsyncGenerator<Uint8Array> {
  let header: readonly string[] | null = null;
  let records: (readonly unknown[])[] = [];
  let characters = 0;
  for await (const row of rows) {
    if (header === null) {
      header = row.names;
      records.push(header);
    }
    const record = inOrder(row, header);
    records.push(record);
    for (const cell of record) characters += typeof cell === 'string' ? cell.length + CELL : CELL;
    if (characters < CHUNK_CHARACTERS) continue;
    yield Buffer.from(stringify(records, CSV));
    records = [];
    characters = 0;
  }
  if (header === null) records.push(await columns());
  if (records.length > 0) yield Buffer.from(stringify(records, CSV));
}

/** An object has names that are numbers before all others. */
function inOrder(row: Row<object>, names: readonly string[]): readonly unknown[] {
  const cells = new Map<string, unknown>(Object.entries(row.toJSON()));
  return names.map((name) => cells.get(name));
}

const CSV: Options = {
  record_delimiter: '\r\n',
  quoted_match: /[\r\n]/,
  cast: { boolean: String, string: (text) => (text === '' ? { value: '', quoted_empty: true } : text) },
};

/** Loaded where it is asked for: whoever wants no Arrow needs no apache-arrow. */
async function arrow(frame: AnyFrame, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
  const batches = await frame.toArrowBatches({ signal });
  const { arrowStream } = await import('./arrow-stream.js');
  return arrowStream(batches);
}
