/** Google's Snappy, the raw format: a length, then literals and copies of what stands further left. */

const BLOCK = 65_536;
const HASH_BITS = 14;

export function compress(input: Uint8Array): Uint8Array {
  const output: number[] = [];
  writeLength(input.length, output);
  for (let start = 0; start < input.length; start += BLOCK) {
    compressBlock(input, start, Math.min(input.length, start + BLOCK), output);
  }
  return Uint8Array.from(output);
}

function writeLength(length: number, output: number[]): void {
  let rest = length;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) output.push((rest & 0x7f) | 0x80);
  output.push(rest);
}

/** Copies reach back within a block, so that an offset has two bytes at most. */
function compressBlock(input: Uint8Array, start: number, end: number, output: number[]): void {
  const seen = new Int32Array(1 << HASH_BITS).fill(-1);
  let literal = start;
  let at = start;
  while (at + 4 <= end) {
    const slot = hashAt(input, at);
    const before = seen[slot] ?? -1;
    seen[slot] = at;
    const length = before < 0 ? 0 : commonLength(input, before, at, end);
    if (length < 4) {
      at += 1;
      continue;
    }
    writeLiteral(input, literal, at, output);
    writeCopy(at - before, length, output);
    at += length;
    literal = at;
  }
  writeLiteral(input, literal, end, output);
}

const hashAt = (input: Uint8Array, at: number): number => {
  const word =
    (input[at] ?? 0) | ((input[at + 1] ?? 0) << 8) | ((input[at + 2] ?? 0) << 16) | ((input[at + 3] ?? 0) << 24);
  return Math.imul(word, 0x1e35a7bd) >>> (32 - HASH_BITS);
};

function commonLength(input: Uint8Array, left: number, right: number, end: number): number {
  let length = 0;
  while (right + length < end && input[left + length] === input[right + length]) length += 1;
  return length;
}

function writeLiteral(input: Uint8Array, from: number, to: number, output: number[]): void {
  const length = to - from;
  if (length === 0) return;
  const less = length - 1;
  if (less < 60) output.push(less << 2);
  else if (less < 256) output.push(60 << 2, less);
  else output.push(61 << 2, less & 0xff, less >> 8);
  for (let at = from; at < to; at += 1) output.push(input[at] ?? 0);
}

function writeCopy(offset: number, length: number, output: number[]): void {
  let rest = length;
  while (rest > 0) {
    const size = rest > 64 ? (rest - 64 < 4 ? 60 : 64) : rest;
    if (size >= 4 && size <= 11 && offset < 2_048) {
      output.push(((offset >> 8) << 5) | ((size - 4) << 2) | 1, offset & 0xff);
    } else {
      output.push(((size - 1) << 2) | 2, offset & 0xff, offset >> 8);
    }
    rest -= size;
  }
}

/** undefined: the bytes are not of this format, or make more than `most`. */
export function decompress(input: Uint8Array, most: number): Uint8Array | undefined {
  const header = readLength(input);
  if (header === undefined || header.length > most) return undefined;
  const output = new Uint8Array(header.length);
  let at = header.next;
  let end = 0;
  while (at < input.length) {
    const tag = input[at] ?? 0;
    const part = (tag & 3) === 0 ? literalAt(input, at, tag) : copyAt(input, at, tag);
    if (part === undefined || end + part.length > output.length) return undefined;
    if (part.kind === 'literal') output.set(input.subarray(part.from, part.from + part.length), end);
    else if (part.offset === 0 || part.offset > end) return undefined;
    // A copy may reach into what it writes.
    else for (let done = 0; done < part.length; done += 1) output[end + done] = output[end + done - part.offset] ?? 0;
    end += part.length;
    at = part.next;
  }
  return end === output.length ? output : undefined;
}

function readLength(input: Uint8Array): { readonly length: number; readonly next: number } | undefined {
  let length = 0;
  for (let at = 0; at < Math.min(5, input.length); at += 1) {
    const byte = input[at] ?? 0;
    length += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return { length, next: at + 1 };
  }
  return undefined;
}

type Part =
  | { readonly kind: 'literal'; readonly from: number; readonly length: number; readonly next: number }
  | { readonly kind: 'copy'; readonly offset: number; readonly length: number; readonly next: number };

const littleEndian = (input: Uint8Array, at: number, bytes: number): number => {
  let value = 0;
  for (let byte = bytes - 1; byte >= 0; byte -= 1) value = value * 256 + (input[at + byte] ?? 0);
  return value;
};

function literalAt(input: Uint8Array, at: number, tag: number): Part | undefined {
  const short = tag >> 2;
  const bytes = short < 60 ? 0 : short - 59;
  const length = (bytes === 0 ? short : littleEndian(input, at + 1, bytes)) + 1;
  const from = at + 1 + bytes;
  return from + length > input.length ? undefined : { kind: 'literal', from, length, next: from + length };
}

function copyAt(input: Uint8Array, at: number, tag: number): Part | undefined {
  const bytes = { 1: 1, 2: 2, 3: 4 }[tag & 3] ?? 0;
  if (at + bytes >= input.length) return undefined;
  const low = littleEndian(input, at + 1, bytes);
  return bytes === 1
    ? { kind: 'copy', offset: ((tag >> 5) << 8) | low, length: ((tag >> 2) & 7) + 4, next: at + 2 }
    : { kind: 'copy', offset: low, length: (tag >> 2) + 1, next: at + 1 + bytes };
}
