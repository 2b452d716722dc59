import { decodeText, escapeAt } from './scan-scalar.js';

const BACKSLASH = 0x5c;
const FNV_PRIME = 0x01000193;

/**
 * The names of the members of all objects that are open, to find one that is there twice. Names are compared by hash first, so
 * that a name costs a short loop over numbers; the number of members of an object is limited by the caller.
 */
export class KeyStack {
  private readonly hashes: number[] = [];
  private readonly froms: number[] = [];
  private readonly tos: number[] = [];
  /** Where the names of each open bracket begin. */
  private readonly starts: number[] = [];
  private top = 0;

  constructor(private readonly bytes: Uint8Array) {}

  open(): void {
    this.starts.push(this.top);
  }

  close(): void {
    this.top = this.starts.pop() ?? 0;
  }

  get inFrame(): number {
    return this.top - (this.starts.at(-1) ?? 0);
  }

  /** Adds the name in the quotes at `from`. Gives false where the innermost object has it already. */
  push(from: number, to: number): boolean {
    const hash = this.hash(from, to);
    const start = this.starts[this.starts.length - 1] ?? 0;
    let fresh = true;
    for (let index = start; index < this.top; index += 1) {
      if (this.hashes[index] === hash && this.isSame(index, from, to)) fresh = false;
    }
    this.hashes[this.top] = hash;
    this.froms[this.top] = from;
    this.tos[this.top] = to;
    this.top += 1;
    return fresh;
  }

  /** The latest name in the bracket of this level, null where none has begun. */
  last(level: number): { readonly from: number; readonly to: number } | null {
    const index = (this.starts[level + 1] ?? this.top) - 1;
    if (index < (this.starts[level] ?? 0)) return null;
    return { from: this.froms[index] ?? 0, to: this.tos[index] ?? 0 };
  }

  /** FNV-1a over the UTF-8 of what the name says, so that a name written with escapes meets the same name without. */
  private hash(from: number, to: number): number {
    let hash = 0x811c9dc5;
    for (let at = from + 1; at < to - 1; at += 1) {
      const byte = this.bytes[at] ?? 0;
      if (byte === BACKSLASH) {
        const { code, length } = escapeAt(this.bytes, at);
        hash = hashOfCode(hash, code);
        at += length - 1;
      } else hash = Math.imul(hash ^ byte, FNV_PRIME);
    }
    return hash;
  }

  private isSame(index: number, from: number, to: number): boolean {
    const known = this.bytes.subarray(this.froms[index], this.tos[index]);
    const fresh = this.bytes.subarray(from, to);
    if (known.length === fresh.length && known.every((byte, at) => byte === fresh[at])) return true;
    return (known.includes(BACKSLASH) || fresh.includes(BACKSLASH)) && decodeText(known) === decodeText(fresh);
  }
}

/** Adds a character as its UTF-8. */
function hashOfCode(hash: number, code: number): number {
  const add = (sum: number, byte: number): number => Math.imul(sum ^ byte, FNV_PRIME);
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return add(hash, code);
  if (code < 0x800) return add(add(hash, 0xc0 | (code >> 6)), tail(0));
  if (code < 0x10000) return add(add(add(hash, 0xe0 | (code >> 12)), tail(6)), tail(0));
  return add(add(add(add(hash, 0xf0 | (code >> 18)), tail(12)), tail(6)), tail(0));
}
