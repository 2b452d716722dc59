/** More than any client nests: context entries and client environments come to five. */
const DEEPEST = 64;
/** Values of one body: array binds of 16,384 rows and 200 columns come to 3.3 million. */
const MOST_VALUES = 5_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Looks at JSON as its bytes arrive: how deep and how many, before the parser makes objects of it. */
export class JsonShape {
  private depth = 0;
  private values = 1;
  private isInText = false;
  private isEscaped = false;

  /** What is too much, in words; null while nothing is. */
  excess(piece: Buffer): string | null {
    for (let at = 0; at < piece.length; at += 1) {
      if (this.isInText) {
        at = this.passText(piece, at);
        continue;
      }
      switch (piece[at]) {
        case QUOTE:
          this.isInText = true;
          break;
        case OPEN_LIST:
        case OPEN_OBJECT:
          this.depth += 1;
          if (this.depth > DEEPEST) return `nests deeper than ${DEEPEST} levels`;
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          this.depth -= 1;
          break;
        case COMMA:
          this.values += 1;
          if (this.values > MOST_VALUES) return `holds more than ${MOST_VALUES} values`;
          break;
        default:
          break;
      }
    }
    return null;
  }

  /** The position of the quote that ends the text, or of the piece's last byte. */
  private passText(piece: Buffer, from: number): number {
    for (let at = from; at < piece.length; at += 1) {
      const byte = piece[at];
      if (this.isEscaped) this.isEscaped = false;
      else if (byte === BACKSLASH) this.isEscaped = true;
      else if (byte === QUOTE) {
        this.isInText = false;
        return at;
      }
    }
    return piece.length;
  }
}
