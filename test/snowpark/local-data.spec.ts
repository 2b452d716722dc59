import {
  BooleanType,
  DateType,
  Decimal,
  DoubleType,
  IntegerType,
  parseSchema,
  SnowDate,
  StringType,
  StructField,
  StructType,
  TimestampNtzType,
} from '@firn/snowpark';
import { collected, offline, sentBy } from './offline.js';

const session = offline();

/** Names and types of the columns of local rows, as the SQL casts them. */
function columns(rows: readonly unknown[], schema?: string[]): string {
  const frame = schema === undefined ? session.createDataFrame(rows) : session.createDataFrame(rows, schema);
  return /^SELECT (.*) FROM VALUES/.exec(collected(frame).main.text)?.[1] ?? '';
}

describe('the schema of local rows', () => {
  it.each<[string, readonly unknown[], string]>([
    ['whole numbers', [1, 2n, null], 'NUMBER(38, 0)'],
    ['one fraction among them', [4.0, 2, 3.5], 'FLOAT'],
    ['numbers beyond 2^53 among fractions', [2 ** 60, 0.5], 'FLOAT'],
    ['whole numbers beyond 2^53', [1, 2n ** 60n], 'NUMBER(38, 0)'],
    ['the smallest NUMBER for Decimals', [new Decimal('1.25'), new Decimal('-1000'), 7], 'NUMBER(6, 2)'],
    ['a Decimal below one', [new Decimal('0.001')], 'NUMBER(3, 3)'],
    ['text', ['a', null], 'VARCHAR'],
    ['nothing but NULL', [null, null], 'VARCHAR'],
    ['booleans', [true], 'BOOLEAN'],
    ['dates', [SnowDate.of(2020, 1, 1)], 'DATE'],
    ['a Date is an instant', [new Date(0)], 'TIMESTAMP_LTZ'],
  ])('%s', (_, values, type) => {
    expect(
      columns(
        values.map((value) => [value]),
        ['x'],
      ),
    ).toBe(`${values.includes(null) ? '$1' : 'NULLIF($1, NULL)'}::${type} AS "X"`);
  });

  it('names columns by objects, by a list, or by number', () => {
    expect(columns([{ a: 1, '"b"': 'x' }, { c: true }])).toBe(
      '$1::NUMBER(38, 0) AS "A", $2::VARCHAR AS "b", $3::BOOLEAN AS "C"',
    );
    expect(columns([[1, 2]], ['k'])).toBe(
      'NULLIF($1, NULL)::NUMBER(38, 0) AS "K", NULLIF($2, NULL)::NUMBER(38, 0) AS "_2"',
    );
    expect(columns([1, 2])).toBe('NULLIF($1, NULL)::NUMBER(38, 0) AS "_1"');
  });

  it.each<[string, () => unknown, string]>([
    [
      'mixed kinds',
      () => session.createDataFrame([[1], ['x']]),
      'Column _1 holds integer values and string values: give its type in a schema.',
    ],
    ['Decimals and floats', () => session.createDataFrame([[new Decimal(1)], [1.5]]), 'give its type in a schema'],
    ['big integers and floats', () => session.createDataFrame([[2n ** 60n], [1.5]]), 'integers that a FLOAT cannot'],
    [
      'a number that may be rounded',
      () => session.createDataFrame([[1], [2 ** 53 + 2]]),
      'Column _1 holds 9007199254740994. A whole number beyond 2^53 may have lost digits: write it as a bigint',
    ],
    ['one of a type', () => session.createDataFrame([[2 ** 53]], 'a number(38, 0)'), 'write it as a bigint'],
    ['one as a text', () => session.createDataFrame([[2 ** 53]], 'a string'), 'write it as a bigint'],
    ['one in JSON', () => session.createDataFrame([[{ id: 2 ** 53 }]]), 'write it as a bigint'],
    ['half of a pair', () => session.createDataFrame([['\ud800']]), 'half of a surrogate pair'],
    ['half of a pair in JSON', () => session.createDataFrame([[['\ud800']]]), 'half of a surrogate pair'],
    ['an invalid Date', () => session.createDataFrame([[new Date(Number.NaN)]]), 'It is an invalid Date.'],
    ['other bytes', () => session.createDataFrame([[new Float64Array(1)]]), 'For bytes write a Uint8Array'],
    ['a forgotten await', () => session.createDataFrame([[Promise.resolve(1)]]), 'Await it first.'],
    ['undefined in JSON', () => session.createDataFrame([[[undefined]]]), 'For NULL write null.'],
    ['a name twice', () => session.createDataFrame([{ a: 1, A: 2 }]), 'Row 1 has a column twice'],
    ['39 digits', () => session.createDataFrame([[10n ** 38n]]), 'cannot hold'],
    [
      'too many digits together',
      () => session.createDataFrame([[new Decimal('1e30')], [new Decimal('1e-10')]]),
      'needs 41 digits',
    ],
    ['rows of two lengths', () => session.createDataFrame([[1], [1, 2]]), 'Row 1 has 1 values; 2 are needed.'],
    [
      'more names than values',
      () => session.createDataFrame([[1]], ['a', 'b']),
      '2 names were given for rows of 1 values',
    ],
    ['a name twice', () => session.createDataFrame([[1, 2]], ['a', 'A']), 'Column A is there twice'],
    ['nothing at all', () => session.createDataFrame([]), 'Empty data has no columns to infer'],
    ['a function', () => session.createDataFrame([[() => 1]]), 'cannot hold'],
  ])('refuses %s', (_, make, message) => expect(make).toThrow(message));
});

describe('local rows with a schema', () => {
  const schema = StructType.of([StructField('a', DoubleType), StructField('b', IntegerType, false)]);

  it('are typed by it', () => {
    expect(
      sentBy(
        session.createDataFrame(
          [
            [4.0, 3],
            [null, -4n],
          ],
          schema,
        ),
      ),
    ).toEqual(['SELECT $1::FLOAT AS "A", $2::NUMBER(38, 0) AS "B" FROM VALUES (?, ?), (NULL, ?)', ['4', '3', '-4']]);
    expect(sentBy(session.createDataFrame([{ B: 1 }], schema))[1]).toEqual(['1']);
    expect(sentBy(session.createDataFrame([], schema))[0]).toBe(
      'SELECT $1::FLOAT AS "A", $2::NUMBER(38, 0) AS "B" FROM VALUES (NULL, NULL) WHERE FALSE',
    );
  });

  it.each<[string, readonly unknown[], string]>([
    ['NULL where none may be', [[1, null]], 'Row 1, column B: NULL, which it may not hold.'],
    [
      'a fraction for an integer',
      [
        [1, 1],
        [1, 1.5],
      ],
      'Row 2, column B: 1.5, which is no NUMBER(38, 0).',
    ],
    ['a name that is not there', [{ a: 1, b: 2, c: 3 }], 'A row has C, which is not in the schema.'],
  ])('refuse %s', (_, rows, message) => expect(() => session.createDataFrame(rows, schema)).toThrow(message));

  it('may hold NULL where it says so, whatever the rows hold', () => {
    expect(sentBy(session.createDataFrame([[1, 2]], schema))[0]).toBe(
      'SELECT NULLIF($1, NULL)::FLOAT AS "A", $2::NUMBER(38, 0) AS "B" FROM VALUES (?, ?)',
    );
  });

  it('take a Date as a day where it has no time of day, and as its clock in UTC without a zone', () => {
    const schema = StructType.of([StructField('t', TimestampNtzType), StructField('d', DateType)]);
    const { plan } = session.createDataFrame([[new Date('2024-02-29T01:02:03Z'), new Date('2024-02-29')]], schema);
    expect(plan).toMatchObject({ rows: [['2024-02-29T01:02:03', '2024-02-29']] });
  });

  it('take the schema as text', () => {
    expect(session.createDataFrame([[1, 'x']], 'a double not null, "b c" varchar(5)').plan).toMatchObject({
      fields: [
        { name: 'A', type: DoubleType, nullable: false },
        { name: 'b c', type: { kind: 'string', length: 5 }, nullable: true },
      ],
    });
  });
});

describe('a schema', () => {
  it('reads back what it writes', () => {
    const schema = StructType.of([
      StructField('a', DoubleType, false),
      StructField('"b c"', StringType),
      StructField('ok', BooleanType),
    ]);
    expect(schema.toString()).toBe('A FLOAT NOT NULL, "b c" VARCHAR, OK BOOLEAN');
    expect(parseSchema(schema.toString())).toEqual(schema.fields);
    expect(schema.get('OK')).toBe(schema.get(2));
    expect([...schema].map(({ name }) => name)).toEqual(schema.names);
  });

  it.each(['a', 'a strnig', 'a number(50)', 'a vector(text, 3)', 'a varchar(1, 2)', ''])('%j is none', (text) => {
    expect(() => parseSchema(text || ' ')).toThrow(/No type|Not a column/);
  });
});
