import {
  type Coordinates,
  DEPTHS,
  isSimpleType,
  MOST_COLLECTIONS,
  type Placed,
  position,
  type Shape,
  ShapeError,
  type SimpleType,
} from './shape.js';

/** Well-known binary numbers its types from 1 in this order. */
const TYPES = [
  'Point',
  'LineString',
  'Polygon',
  'MultiPoint',
  'MultiLineString',
  'MultiPolygon',
  'GeometryCollection',
] as const;
/** Set in the number of a type that the number of a reference system follows. */
const HAS_SRID = 0x2000_0000;
const POINT_PARTS: Readonly<Partial<Record<SimpleType, SimpleType>>> = {
  MultiPoint: 'Point',
  MultiLineString: 'LineString',
  MultiPolygon: 'Polygon',
};

/** Well-known binary, also the extended one that has an SRID. */
export function readWkb(bytes: Buffer): Placed {
  const reader = new Reader(bytes);
  const placed = reader.placed(0);
  reader.end();
  return placed;
}

class Reader {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  placed(depth: number): Placed {
    if (depth > MOST_COLLECTIONS) throw new ShapeError(`more than ${MOST_COLLECTIONS} collections inside each other`);
    const order = this.take(1).readUInt8();
    if (order > 1) throw new ShapeError(`byte order ${order}`);
    const isLittle = order === 1;
    const code = this.count(isLittle);
    const srid = (code & HAS_SRID) === 0 ? 0 : this.count(isLittle);
    const type = TYPES[(code & ~HAS_SRID) - 1];
    if (type === undefined) throw new ShapeError(`type ${code} is not supported`);
    return { shape: this.shape(type, isLittle, depth), srid };
  }

  end(): void {
    if (this.at < this.bytes.length) throw new ShapeError(`bytes behind the shape, at ${this.at}`);
  }

  private shape(type: (typeof TYPES)[number], isLittle: boolean, depth: number): Shape {
    if (type === 'GeometryCollection') {
      return { type, geometries: this.items(isLittle, () => this.placed(depth + 1).shape) };
    }
    const part = POINT_PARTS[type];
    if (part !== undefined) return { type, coordinates: this.items(isLittle, () => this.part(part, depth)) };
    return { type, coordinates: this.nested(DEPTHS[type], isLittle) };
  }

  private part(type: SimpleType, depth: number): Coordinates {
    const { shape } = this.placed(depth + 1);
    if (shape.type !== type || !isSimpleType(shape.type)) throw new ShapeError(`${shape.type} where ${type} belongs`);
    return shape.coordinates;
  }

  private nested(depth: number, isLittle: boolean): Coordinates {
    if (depth > 1) return this.items(isLittle, () => this.nested(depth - 1, isLittle));
    const numbers = [this.number(isLittle), this.number(isLittle)];
    return numbers.every(Number.isNaN) ? [] : position(numbers);
  }

  /** Each takes some bytes, so that a count that lies ends where the bytes do. */
  private items<Item>(isLittle: boolean, item: () => Item): readonly Item[] {
    const items: Item[] = [];
    for (let left = this.count(isLittle); left > 0; left -= 1) items.push(item());
    return items;
  }

  private count(isLittle: boolean): number {
    const bytes = this.take(4);
    return isLittle ? bytes.readUInt32LE() : bytes.readUInt32BE();
  }

  private number(isLittle: boolean): number {
    const bytes = this.take(8);
    return isLittle ? bytes.readDoubleLE() : bytes.readDoubleBE();
  }

  private take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw new ShapeError('the bytes end before the shape does');
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
}

/** Little-endian, as Snowflake writes it; with an SRID where one is given. */
export function writeWkb(shape: Shape, srid?: number): Buffer {
  const code = TYPES.indexOf(shape.type) + 1;
  const head = srid === undefined ? [count(code)] : [count(code | HAS_SRID), count(srid)];
  return Buffer.concat([Buffer.of(1), ...head, ...bodyOf(shape)]);
}

function bodyOf(shape: Shape): readonly Buffer[] {
  if (shape.type === 'GeometryCollection') {
    return [count(shape.geometries.length), ...shape.geometries.map((each) => writeWkb(each))];
  }
  const part = POINT_PARTS[shape.type];
  if (part === undefined) return nested(shape.coordinates, DEPTHS[shape.type]);
  const parts = shape.coordinates.map((each) =>
    writeWkb({ type: part, coordinates: typeof each === 'number' ? [] : each }),
  );
  return [count(parts.length), ...parts];
}

function nested(value: number | Coordinates, depth: number): readonly Buffer[] {
  if (typeof value === 'number') return [number(value)];
  // A point without coordinates is one that is no number.
  if (depth === 1) return (value.length === 0 ? [Number.NaN, Number.NaN] : value).flatMap((each) => nested(each, 0));
  return [count(value.length), ...value.flatMap((each) => nested(each, depth - 1))];
}

function count(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return bytes;
}
