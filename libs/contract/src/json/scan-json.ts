import { JsonFault } from './json-fault.js';
import type { JsonLimits, JsonSize } from './json-limits.js';
import { KeyStack } from './key-stack.js';
import { decodeText, endOfNumber, endOfString, endOfWord, StringFault } from './scan-scalar.js';

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];

const SIGNS: ReadonlySet<number> = new Set([COMMA, COLON, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT]);

/** An open bracket. Frames are reused, so that depth costs no garbage. */
interface Frame {
  isList: boolean;
  /** Members that have begun. */
  count: number;
}

/**
 * Reads a JSON document once from left to right, without making anything of it: says that it is well-formed (its grammar, its
 * UTF-8, its surrogate pairs, no member twice in an object) and counts it. The cost of a byte is bounded whatever the document,
 * so this comes before everything that builds values. A byte order mark at the start is passed over.
 *
 * @throws JsonFault at the first byte that is wrong, or that is one too many.
 */
export function scanJson(bytes: Uint8Array, limits: JsonLimits): JsonSize {
  return new Scanner(bytes, limits).scan();
}

class Scanner {
  private at = 0;
  private depth = 0;
  private deepest = 0;
  private objects = 0;
  private values = 0;
  private readonly frames: Frame[] = [];
  private readonly keys: KeyStack;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly limits: JsonLimits,
  ) {
    this.keys = new KeyStack(bytes);
  }

  scan(): JsonSize {
    const { bytes } = this;
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
    try {
      do this.value();
      while (this.next());
    } catch (error) {
      if (error instanceof StringFault) throw this.fault(error.message, error.at);
      throw error;
    }
    this.blank();
    if (this.at < bytes.length) throw this.fault(`${this.found()} follows the end of the document`);
    return { bytes: bytes.length, depth: this.deepest, objects: this.objects, values: this.values };
  }

  /** Reads a scalar, or opens brackets up to the first value within them. */
  private value(): void {
    for (;;) {
      this.blank();
      this.count();
      const byte = this.bytes[this.at];
      if (byte === OPEN_OBJECT) {
        this.open(false);
        if (this.closes(CLOSE_OBJECT)) return;
        this.key();
      } else if (byte === OPEN_LIST) {
        this.open(true);
        if (this.closes(CLOSE_LIST)) return;
      } else {
        this.at = this.scalar(byte);
        return;
      }
    }
  }

  /** Goes on behind a value, to where the next one begins. Gives false at the end of the document. */
  private next(): boolean {
    for (;;) {
      const frame = this.frames[this.depth - 1];
      if (this.depth === 0 || frame === undefined) return false;
      this.blank();
      const byte = this.bytes[this.at];
      if (byte === COMMA) {
        this.at += 1;
        frame.count += 1;
        if (!frame.isList) this.key();
        return true;
      }
      if (byte !== (frame.isList ? CLOSE_LIST : CLOSE_OBJECT)) {
        const closing = frame.isList ? '"]"' : '"}"';
        throw this.fault(`"," or ${closing} is expected, not ${this.found()}`);
      }
      this.at += 1;
      this.close();
    }
  }

  private scalar(byte: number | undefined): number {
    if (byte === QUOTE) return endOfString(this.bytes, this.at);
    const end = endOfNumber(this.bytes, this.at) || endOfWord(this.bytes, this.at);
    if (end === 0) throw this.fault(`a value is expected, not ${this.found()}`);
    return end;
  }

  private key(): void {
    this.blank();
    if (this.bytes[this.at] !== QUOTE) throw this.faultInParent(`a member's name is expected, not ${this.found()}`);
    const from = this.at;
    try {
      this.at = endOfString(this.bytes, from);
    } catch (error) {
      if (error instanceof StringFault) throw this.faultInParent(`a member's name: ${error.message}`, error.at);
      throw error;
    }
    const { members } = this.limits;
    if (!this.keys.push(from, this.at)) throw this.fault('this member is there twice', from);
    if (this.keys.inFrame > members) throw this.tooLarge(`an object has more than ${members} members`);
    this.blank();
    if (this.bytes[this.at] !== COLON) throw this.fault(`":" is expected, not ${this.found()}`);
    this.at += 1;
  }

  private open(isList: boolean): void {
    this.at += 1;
    if (!isList) this.objects += 1;
    if (this.objects > this.limits.objects) throw this.tooLarge(`it has more than ${this.limits.objects} objects`);
    if (this.depth === this.limits.depth) throw this.tooLarge(`it is nested more than ${this.limits.depth} deep`);
    const frame = this.frames[this.depth];
    if (frame === undefined) this.frames.push({ isList, count: 0 });
    else {
      frame.isList = isList;
      frame.count = 0;
    }
    this.depth += 1;
    this.keys.open();
    if (this.depth > this.deepest) this.deepest = this.depth;
  }

  /** Whether the brackets that were just opened are empty. */
  private closes(closing: number): boolean {
    this.blank();
    if (this.bytes[this.at] !== closing) return false;
    this.at += 1;
    this.close();
    return true;
  }

  private close(): void {
    this.depth -= 1;
    this.keys.close();
  }

  private count(): void {
    this.values += 1;
    if (this.values > this.limits.values) throw this.tooLarge(`it has more than ${this.limits.values} values`);
  }

  private blank(): void {
    const { bytes } = this;
    let { at } = this;
    while (bytes[at] === 0x20 || bytes[at] === 0x0a || bytes[at] === 0x0d || bytes[at] === 0x09) at += 1;
    this.at = at;
  }

  /** What stands here. Nothing of the content: it may be a secret. */
  private found(): string {
    const { bytes, at } = this;
    const byte = bytes[at];
    if (byte === undefined) return 'the end';
    if (byte === QUOTE) return 'a text';
    return SIGNS.has(byte) ? JSON.stringify(String.fromCharCode(byte)) : 'something else';
  }

  private fault(message: string, at = this.at): JsonFault {
    return new JsonFault('malformed', message, this.path(this.depth), at);
  }

  private faultInParent(message: string, at = this.at): JsonFault {
    return new JsonFault('malformed', message, this.path(this.depth - 1), at);
  }

  private tooLarge(message: string): JsonFault {
    return new JsonFault('too_large', message, this.path(this.depth), this.at);
  }

  /** Where the scan is, in so many of the open brackets. */
  private path(depth: number): string {
    const parts: string[] = [];
    for (const [level, { isList, count }] of this.frames.slice(0, depth).entries()) {
      if (isList) parts.push(`[${count}]`);
      else {
        const key = this.keys.last(level);
        if (key === null) continue;
        parts.push(`${parts.length === 0 ? '' : '.'}${decodeText(this.bytes.subarray(key.from, key.to))}`);
      }
    }
    return parts.join('');
  }
}
