const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const OPENING = new Set([0x5b, 0x7b]);
const CLOSING = new Set([0x5d, 0x7d]);
const BLANK = new Set([0x20, 0x09, 0x0a, 0x0d, 0xfeff]);

/** Cuts text that comes in pieces into JSON values; whether each is one is for the parser to say. */
export class JsonSplitter {
  private depth = 0;
  private inText = false;
  private isEscaped = false;
  private before = '';
  private isOpen = false;
  /** Inside the array around everything. */
  private inArray = false;

  /** @param stripsArray the items of an array around everything are the values */
  constructor(private readonly stripsArray: boolean) {}

  /** The values that end in `text`. */
  push(text: string): readonly string[] {
    const found: string[] = [];
    let from = 0;
    const finish = (end: number): void => {
      found.push(this.before + text.slice(from, end));
      this.before = '';
      this.isOpen = false;
    };
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (this.inText) {
        if (this.isEscaped) this.isEscaped = false;
        else if (code === BACKSLASH) this.isEscaped = true;
        else if (code === QUOTE) this.inText = false;
        continue;
      }
      const isBetween = this.depth === this.base;
      if (isBetween && (BLANK.has(code) || code === COMMA)) {
        if (this.isOpen) finish(at);
        continue;
      }
      if (this.stripsArray && this.depth === 0 && code === 0x5b) {
        this.inArray = true;
        this.depth = 1;
        continue;
      }
      if (this.inArray && isBetween && code === 0x5d) {
        if (this.isOpen) finish(at);
        this.inArray = false;
        this.depth = 0;
        continue;
      }
      if (!this.isOpen) {
        this.isOpen = true;
        from = at;
      }
      if (code === QUOTE) this.inText = true;
      else if (OPENING.has(code)) this.depth += 1;
      else if (CLOSING.has(code)) {
        this.depth -= 1;
        if (this.depth <= this.base) {
          this.depth = this.base;
          finish(at + 1);
        }
      }
    }
    if (this.isOpen) this.before += text.slice(from);
    return found;
  }

  /** What is left at the end of the file. */
  end(): readonly string[] {
    const rest = this.before;
    this.before = '';
    return this.isOpen && rest.trim() !== '' ? [rest] : [];
  }

  /** How deep the text between two values is. */
  private get base(): number {
    return this.inArray ? 1 : 0;
  }
}
