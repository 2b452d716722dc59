import { setImmediate } from 'node:timers/promises';
import type { WireRow } from '../stored.js';
import type { ArrowStream } from './stream.js';

/** Text that becomes one record batch: a turn of the loop takes some milliseconds of it. */
const BATCH_CHARACTERS = 128 * 1024;

/** The text of a chunk, rows as JSON arrays with a comma and a line feed between them, as an Arrow stream in turns of the loop. */
export async function* arrowChunk(text: AsyncIterable<Buffer>, stream: ArrowStream): AsyncIterable<Uint8Array> {
  yield stream.schema;
  for await (const rows of rowsOf(text)) {
    yield stream.batch(rows);
    await setImmediate();
  }
  yield stream.end;
}

async function* rowsOf(text: AsyncIterable<Buffer>): AsyncIterable<readonly WireRow[]> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const piece of text) {
    rest += decoder.decode(piece, { stream: true });
    // Line feeds inside values are escaped.
    for (let end = lineEnd(rest); end >= 0; end = lineEnd(rest)) {
      yield parsed(rest.slice(0, end));
      rest = rest.slice(end);
    }
  }
  yield parsed(rest);
}

/** Behind the last line that is whole within a batch's characters, or behind the first where that is longer; -1: none is. */
function lineEnd(text: string): number {
  if (text.length < BATCH_CHARACTERS) return -1;
  const last = text.lastIndexOf('\n', BATCH_CHARACTERS);
  return (last >= 0 ? last : text.indexOf('\n')) + 1 || -1;
}

const parsed = (lines: string): readonly WireRow[] => JSON.parse(`[${lines.replace(/,\s*$/, '')}]`);
