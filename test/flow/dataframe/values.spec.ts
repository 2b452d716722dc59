import {
  col,
  Decimal,
  lit,
  parseType,
  type Session,
  SnowDate,
  SnowTime,
  SnowTimestamp,
  UsageError,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

/** A value, the type of the column that it is written to, and the cell in which it is read again. */
const KINDS: readonly [kind: string, value: unknown, type: string, cell: unknown][] = [
  ['a whole number', 7, 'bigint', 7],
  ['a bigint beyond 2^53', 9007199254740993n, 'bigint', '9007199254740993'],
  ['38 digits', 12345678901234567890123456789012345678n, 'bigint', '12345678901234567890123456789012345678'],
  ['a FLOAT', 0.1, 'double', 0.1],
  ['a Decimal', new Decimal('12.50'), 'decimal(10, 2)', '12.50'],
  ['text', "o'z\\ü", 'string', "o'z\\ü"],
  ['a boolean', true, 'boolean', true],
  ['a SnowDate', SnowDate.of(2024, 2, 29), 'date', '2024-02-29'],
  ['a Date that is a day', new Date('2024-02-29'), 'date', '2024-02-29'],
  ['a SnowTime', SnowTime.of(1, 2, 3, 4), 'time', '01:02:03.000000004'],
  ['an NTZ', SnowTimestamp.parse('2024-02-29T01:02:03.123456789'), 'timestamp_ntz', '2024-02-29T01:02:03.123456789'],
  ['an LTZ', SnowTimestamp.parse('2024-02-29T01:02:03Z', 'ltz'), 'timestamp_ltz', '2024-02-29T01:02:03.000000000Z'],
  ['a TZ', SnowTimestamp.parse('2024-02-29T01:02:03+02:00'), 'timestamp_tz', '2024-02-29T01:02:03.000000000+02:00'],
  ['a Date as an NTZ', new Date('2024-02-29T01:02:03.004Z'), 'timestamp_ntz', '2024-02-29T01:02:03.004000000'],
  ['a Date as an LTZ', new Date('2024-02-29T01:02:03.004Z'), 'timestamp_ltz', '2024-02-29T01:02:03.004000000Z'],
  ['a Date as a TZ', new Date('2024-02-29T01:02:03.004Z'), 'timestamp_tz', '2024-02-29T01:02:03.004000000+00:00'],
  ['bytes', Uint8Array.of(255, 0), 'binary', 'FF00'],
];

/** Each kind of value goes through each door, and comes back as the same cell: the one of JSON, which the HTTP API has too. */
describe('a value', () => {
  let direct: Direct;
  let session: Session;
  beforeAll(async () => {
    direct = await startDirect();
    session = direct.session;
  });
  afterAll(() => direct?.stop());

  it.each(KINDS)('%s, is the same through every door', async (_, value, type, cell) => {
    const one = session.createDataFrame([[1]], ['K']);
    const literal = await one.select(lit(value, parseType(type)).as('V')).collect();
    expect(JSON.parse(JSON.stringify(literal))).toEqual([{ V: cell }]);

    const table = session.table('DOORS');
    const read = async (): Promise<unknown> => JSON.parse(JSON.stringify(await table.select('V').collect()));
    const schema = `K int, V ${type}`;
    await session
      .createDataFrame([[1, value]], schema)
      .write.mode('overwrite')
      .saveAsTable('DOORS');
    expect(await read()).toEqual([{ V: cell }]);

    await table.update({ V: null });
    await table.update({ V: value }, col('K').eq(1));
    expect(await read()).toEqual([{ V: cell }]);

    await table.update({ V: null });
    const source = session.createDataFrame([[1], [2]], ['K']);
    await table.merge(source, table.col('K').eq(source.col('K')), [
      whenMatched().update({ V: value }),
      whenNotMatched().insert({ K: 2, V: value }),
    ]);
    expect(await read()).toEqual([{ V: cell }, { V: cell }]);

    const v = col('V');
    for (const condition of [v.eq(value), v.in(value), v.between(value, value), v.equalNull(value), v.geq(value)]) {
      expect(await table.filter(condition).count()).toBe(2);
    }
    expect(await session.sql('select * from DOORS where V = ?', [value]).count()).toBe(2);
  });

  it('of a VARIANT, OBJECT or ARRAY has a parsed form beside its text', async () => {
    const given = { whole: 12345678901234567890n, list: [1, null, 'x'], at: new Date('2024-02-29T01:02:03Z') };
    const rows = await session.createDataFrame([[given, given, [given]]], 'V variant, O object, L array').collect();
    const parsed = { ...given, at: '2024-02-29T01:02:03.000Z' };
    for (const row of rows) {
      expect([row.parsed('V'), row.parsed('O'), row.parsed('L')]).toEqual([parsed, parsed, [parsed]]);
      expect(typeof row.get('V')).toBe('string');
    }
    expect(rows).toHaveLength(1);
  });

  it.each([
    ['a DATE', 'date', 'It has a time of day: for a day write SnowDate.of(year, month, day).'],
    ['a TIME', 'time', 'Write HH:MM:SS[.fffffffff] or SnowTime.of(hour, minute, second).'],
    ['text', 'string', 'For text write date.toISOString().'],
    ['a number', 'bigint', 'A Date is a TIMESTAMP; in other types write what it stands for.'],
  ])('of a Date is refused as %s, with what to write', (_, type, cure) => {
    const date = new Date('2024-02-29T01:02:03Z');
    for (const give of [() => lit(date, parseType(type)), () => session.createDataFrame([[date]], `V ${type}`)]) {
      expect(give).toThrow(UsageError);
      expect(give).toThrow(cure);
    }
  });

  it('streams to a loop without a further await, and stops with it', async () => {
    const frame = session.createDataFrame([[1], [2], [3]], ['N']).sort(col('N'));
    const seen: unknown[] = [];
    for await (const row of frame.toLocalIterator()) {
      seen.push(row.get('N'));
      if (seen.length === 2) break;
    }
    const job = await frame.toLocalIteratorNowait();
    for await (const row of job.result()) seen.push(row.get('N'));
    for await (const row of await job.result('iterator')) seen.push(row.get('N'));
    expect(seen.map(Number)).toEqual([1, 2, 1, 2, 3, 1, 2, 3]);
    await expect(
      (async () => {
        for await (const _row of session.table('NOWHERE').toLocalIterator());
      })(),
    ).rejects.toThrow('NOWHERE');
  });
});
