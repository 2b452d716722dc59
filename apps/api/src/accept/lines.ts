import { joined } from '../http/arriving.js';
import type { BodyShare } from '../http/body-memory.js';
import { isBlank } from '../http/body-parsers.js';

const NEWLINE = 0x0a;

/** One line of a body. Numbers start at 1 and count every line, the blank ones too, as an editor shows them. */
export type Line =
  | { readonly kind: 'line'; readonly number: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too_long'; readonly number: number };

/**
 * Splits a body into lines while it arrives. Holds one line of at most `maxBytes` and one chunk, however long the body is;
 * what follows the limit of an overlong line is read and dropped. Blank lines are left out.
 *
 * @param share counts the bytes of the lines that are handed over; whoever takes a line lets them go.
 */
export async function* readLines(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  share: Pick<BodyShare, 'add'>,
): AsyncGenerator<Line> {
  let parts: Uint8Array[] = [];
  let bytes = 0;
  let number = 1;

  const drop = () => {
    share.add(-parts.reduce((sum, part) => sum + part.length, 0));
    parts = [];
  };
  const take = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes > maxBytes) return drop();
    share.add(part.length);
    parts.push(part);
  };
  const end = (): Line | undefined => {
    const line = toLine(number, bytes > maxBytes ? undefined : joined(parts));
    if (line === undefined) drop();
    parts = [];
    bytes = 0;
    number += 1;
    return line;
  };

  for await (const chunk of body) {
    let from = 0;
    for (let newline = chunk.indexOf(NEWLINE); newline !== -1; newline = chunk.indexOf(NEWLINE, from)) {
      take(chunk.subarray(from, newline));
      from = newline + 1;
      const line = end();
      if (line !== undefined) yield line;
    }
    if (from < chunk.length) take(chunk.subarray(from));
  }
  if (bytes > 0) {
    const line = end();
    if (line !== undefined) yield line;
  }
}

function toLine(number: number, bytes: Uint8Array<ArrayBuffer> | undefined): Line | undefined {
  if (bytes === undefined) return { kind: 'too_long', number };
  return isBlank(bytes) ? undefined : { kind: 'line', number, bytes };
}
