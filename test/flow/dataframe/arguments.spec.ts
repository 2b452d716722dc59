import { Decimal, lit, type Session, SnowDate, SnowTime, SnowTimestamp, type Table, whenMatched } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(() => direct?.stop());

async function keyed(name: string): Promise<Table> {
  const rows = [
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
  ];
  await session.createDataFrame(rows, 'k int, v string').write.saveAsTable(name, { mode: 'overwrite' });
  return session.table(name);
}
const rowsOf = async (table: Table) => (await table.sort('k').collect()).map((row) => row.toArray());

describe('a condition as SQL text', () => {
  it('takes away the rows that meet it, and no others', async () => {
    const table = await keyed('deleted');
    expect(await table.delete('k = 1')).toEqual({ rowsDeleted: 1 });
    expect(await rowsOf(table)).toEqual([
      [2n, 'b'],
      [3n, 'c'],
    ]);
  });

  it('changes the rows that meet it, and no others', async () => {
    const table = await keyed('updated');
    expect(await table.update({ v: 'x' }, 'k = 1')).toMatchObject({ rowsUpdated: 1 });
    expect(await rowsOf(table)).toEqual([
      [1n, 'x'],
      [2n, 'b'],
      [3n, 'c'],
    ]);
  });

  it('narrows a clause of a merge', async () => {
    const table = await keyed('merged');
    const source = session.createDataFrame([[1], [2]], 'id int');
    await table.merge(source, 'k = id', [whenMatched('k = 1').delete()]);
    expect(await rowsOf(table)).toEqual([
      [2n, 'b'],
      [3n, 'c'],
    ]);
  });

  it('that was forgotten changes nothing', async () => {
    const table = await keyed('kept');
    const forgotten: string | undefined = undefined;
    await expect(table.delete(forgotten)).rejects.toThrow('leave it out');
    expect(await table.count()).toBe(3);
  });
});

describe('a bind of session.sql', () => {
  it.each<[string, unknown]>([
    ['a whole number', 7],
    ['a bigint', 2n ** 60n],
    ['a fraction', 0.25],
    ['a Decimal', new Decimal('1.5')],
    ['38 digits', new Decimal('12345678901234567890123456789012345678')],
    ['a text', "it's"],
    ['a boolean', true],
    ['a date', SnowDate.of(2020, 1, 31)],
    ['a time', SnowTime.of(1, 2, 3, 4)],
    ['a timestamp', SnowTimestamp.parse('2020-01-31T01:02:03.000000004')],
    ['a timestamp with an offset', SnowTimestamp.parse('2020-01-31T01:02:03+01:00')],
    ['bytes', Buffer.from([0, 255])],
    ['an array', [1, 'x', null]],
    ['an object', { a: { b: 1 } }],
    ['NaN', Number.NaN],
    ['infinity', Number.NEGATIVE_INFINITY],
    ['minus zero', -0],
  ])('has the type and the value of a literal: %s', async (_, value) => {
    const bound = session.sql('select ? as a', [value]);
    const literal = session.sql('select 1 as x').select(lit(value).as('a'));
    const [[one], [other]] = await Promise.all([bound.collect(), literal.collect()]);
    expect(one?.toArray()).toEqual(other?.toArray());
    expect((await bound.schema()).get('a')?.type).toEqual((await literal.schema()).get('a')?.type);
    expect((await bound.select('a').collect()).map((row) => row.toArray())).toEqual([other?.toArray()]);
  });

  it('keeps its place beside texts, names and comments that hold a ?', async () => {
    const frame = session.sql(`select '?' as "?", ? /* ? */ as b -- ?\n, ? as c`, [
      new Decimal('1.5'),
      SnowDate.of(2020, 1, 2),
    ]);
    expect((await frame.collect()).map((row) => row.toArray())).toEqual([
      ['?', new Decimal('1.5'), SnowDate.of(2020, 1, 2)],
    ]);
  });
});
