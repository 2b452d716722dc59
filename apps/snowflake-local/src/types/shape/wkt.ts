import {
  type Coordinates,
  DEPTHS,
  digitsOf,
  isSimpleType,
  MOST_COLLECTIONS,
  type Placed,
  position,
  type Shape,
  ShapeError,
  type SimpleType,
} from './shape.js';

/** Well-known text, with or without `SRID=n;` before it. */
export function readWkt(text: string): Placed {
  const reader = new Reader(text);
  const srid = reader.srid();
  const shape = reader.shape(0);
  reader.end();
  return { shape, srid };
}

const NAMES: ReadonlyMap<string, SimpleType | 'GeometryCollection'> = new Map(
  [...Object.keys(DEPTHS).filter(isSimpleType), 'GeometryCollection' as const].map((name) => [
    name.toUpperCase(),
    name,
  ]),
);

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  srid(): number {
    const digits = this.take(/\s*SRID\s*=\s*(\d+)\s*;/iy);
    return digits === undefined ? 0 : Number(digits);
  }

  shape(depth: number): Shape {
    if (depth > MOST_COLLECTIONS) throw new ShapeError(`more than ${MOST_COLLECTIONS} collections inside each other`);
    const word = this.take(/\s*([A-Za-z]+)/y)?.toUpperCase() ?? '';
    const type = NAMES.get(word);
    if (type === undefined) throw this.unexpected();
    const isEmpty = this.take(/\s+(EMPTY)\b/iy) !== undefined;
    if (type === 'GeometryCollection') {
      return { type, geometries: isEmpty ? [] : this.list(() => this.shape(depth + 1)) };
    }
    if (isEmpty) return { type, coordinates: [] };
    if (type === 'Point') return { type, coordinates: this.enclosed() };
    if (type === 'MultiPoint') return { type, coordinates: this.list(() => this.place()) };
    return { type, coordinates: this.nested(DEPTHS[type] - 1) };
  }

  end(): void {
    this.take(/\s*/y);
    if (this.at < this.text.length) throw this.unexpected();
  }

  private nested(depth: number): Coordinates {
    return this.list(() => (depth === 1 ? this.position() : this.nested(depth - 1)));
  }

  private list<Item>(item: () => Item): readonly Item[] {
    this.sign('(');
    const items = [item()];
    while (this.has(',')) items.push(item());
    this.sign(')');
    return items;
  }

  /** A position of a MultiPoint, in parentheses of its own or not. */
  private place(): Coordinates {
    return /\s*\(/y.test(this.text.slice(this.at)) ? this.enclosed() : this.position();
  }

  private enclosed(): Coordinates {
    this.sign('(');
    const place = this.position();
    this.sign(')');
    return place;
  }

  private position(): Coordinates {
    const numbers: number[] = [];
    for (let number = this.number(); number !== undefined; number = this.number()) numbers.push(number);
    if (numbers.length === 0) throw this.unexpected();
    return position(numbers);
  }

  private number(): number | undefined {
    const written = this.take(/\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y);
    return written === undefined ? undefined : Number(written);
  }

  private has(sign: string): boolean {
    this.take(/\s*/y);
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private sign(sign: string): void {
    if (!this.has(sign)) throw this.unexpected();
  }

  /** What `pattern`, which is sticky, finds here: its first group. */
  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match === null) return undefined;
    this.at = pattern.lastIndex;
    return match[1];
  }

  private unexpected(): ShapeError {
    return new ShapeError(`syntax error at position ${this.at}`);
  }
}

/** As Snowflake writes it: no blank behind a comma. */
export function writeWkt(shape: Shape): string {
  const name = shape.type.toUpperCase();
  if (shape.type === 'GeometryCollection') {
    return shape.geometries.length === 0 ? `${name} EMPTY` : `${name}(${shape.geometries.map(writeWkt).join(',')})`;
  }
  if (shape.coordinates.length === 0) return `${name} EMPTY`;
  if (shape.type === 'Point') return `${name}(${written(shape.coordinates, 1)})`;
  if (shape.type === 'MultiPoint') {
    return `${name}(${shape.coordinates.map((each) => `(${written(each, 1)})`).join(',')})`;
  }
  return `${name}${written(shape.coordinates, DEPTHS[shape.type])}`;
}

function written(value: number | Coordinates, depth: number): string {
  if (typeof value === 'number') return digitsOf(value);
  return depth === 1
    ? value.map((each) => written(each, 0)).join(' ')
    : `(${value.map((each) => written(each, depth - 1)).join(',')})`;
}
