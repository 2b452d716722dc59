import { col, type DataFrame, lit, type Session, whenMatched, whenNotMatched } from '@firn/snowpark';
import { type Direct, startDirect } from '../../support/direct.js';

let direct: Direct;
let session: Session;
beforeAll(async () => {
  direct = await startDirect();
  session = direct.session;
});
afterAll(() => direct?.stop());

const frame = (...rows: readonly (readonly unknown[])[]): DataFrame<{ K: bigint; V: string | null }> =>
  session.createDataFrame(rows, 'k int, v string').as();
const contents = async (table: string): Promise<unknown[][]> =>
  (await session.table(table).sort('k', 'v').collect()).map((row) =>
    row.toArray().map((value: unknown) => (typeof value === 'bigint' ? Number(value) : value)),
  );

describe('saveAsTable', () => {
  it('makes, keeps, replaces, adds, empties', async () => {
    await frame([1, 'a']).write.saveAsTable('modes');
    await expect(frame([2, 'b']).write.saveAsTable('modes')).rejects.toMatchObject({ code: '002002' });
    await frame([2, 'b']).write.saveAsTable('modes', { mode: 'ignore' });
    expect(await contents('modes')).toEqual([[1, 'a']]);
    await frame([3, 'c']).write.mode('append').saveAsTable('modes');
    await frame([4, 'd'])
      .select(col('v'), col('k'))
      .write.saveAsTable('modes', { mode: 'append', columnOrder: 'name' });
    expect(await contents('modes')).toEqual([
      [1, 'a'],
      [3, 'c'],
      [4, 'd'],
    ]);
    await frame([5, 'e']).write.saveAsTable('modes', { mode: 'truncate' });
    expect(await contents('modes')).toEqual([[5, 'e']]);
    await frame([6, 'f']).write.saveAsTable('modes', { mode: 'overwrite' });
    expect(await contents('modes')).toEqual([[6, 'f']]);
    await frame([7, 'g']).write.saveAsTable('made_by_append', { mode: 'append' });
    expect(await contents('made_by_append')).toEqual([[7, 'g']]);
  });

  it('keeps NUL in a value, where a block writes the value out as where it is bound', async () => {
    const held = `a\u0000${12} 'b' \\ c\u0000`;
    for (const mode of ['overwrite', 'append'] as const) {
      await frame([1, held]).write.saveAsTable('nul_held', { mode });
    }
    expect(await contents('nul_held')).toEqual([
      [1, held],
      [1, held],
    ]);
  });

  it('replaces chosen rows, or none of them', async () => {
    await frame([1, 'a'], [1, 'b'], [2, 'c']).write.saveAsTable('chosen', { mode: 'overwrite' });
    await frame([1, 'new']).write.saveAsTable('chosen', { mode: 'overwrite', overwriteCondition: col('k').eq(1) });
    expect(await contents('chosen')).toEqual([
      [1, 'new'],
      [2, 'c'],
    ]);
    const broken = frame([1, 'x']).select(col('k'), lit('no number').cast('int').cast('varchar').as('v'));
    await expect(
      broken.write.saveAsTable('chosen', { mode: 'overwrite', overwriteCondition: col('k').eq(2) }),
    ).rejects.toMatchObject({ code: expect.any(String) });
    expect(await contents('chosen')).toEqual([
      [1, 'new'],
      [2, 'c'],
    ]);
  });

  it('runs without waiting', async () => {
    const job = await frame([1, 'a']).write.saveAsTableNowait('later', { mode: 'overwrite', tableType: 'transient' });
    expect(await job.result()).toBeUndefined();
    expect(await contents('later')).toEqual([[1, 'a']]);
  });
});

describe('a table', () => {
  it('is updated, deleted from and merged into', async () => {
    await frame([1, 'a'], [2, 'b'], [3, 'c']).write.saveAsTable('target', { mode: 'overwrite' });
    const target = session.table<{ K: bigint; V: string | null }>('target');
    const source = frame([2, 'two'], [3, null], [4, 'four']);
    expect(await target.update({ v: 'x' }, target.col('k').eq(1))).toEqual({
      rowsUpdated: 1,
      multiJoinedRowsUpdated: 0,
    });
    expect(await target.update({ v: source.col('v') }, target.col('k').eq(source.col('k')), { source })).toEqual({
      rowsUpdated: 2,
      multiJoinedRowsUpdated: 0,
    });
    expect(await contents('target')).toEqual([
      [1, 'x'],
      [2, 'two'],
      [3, null],
    ]);
    expect(await (await target.delete(target.col('v').isNull(), { block: false })).result()).toEqual({
      rowsDeleted: 1,
    });
    const on = target.col('k').eq(source.col('k'));
    const merged = await target.mergeNowait(source, on, [
      whenMatched(source.col('v').eq('two')).delete(),
      whenNotMatched(source.col('v').isNotNull()).insert({ k: source.col('k'), v: 'new' }),
      whenNotMatched().insert([source.col('k'), 'null']),
    ]);
    expect(await merged.result()).toEqual({ rowsInserted: 2, rowsUpdated: 0, rowsDeleted: 1 });
    expect(await contents('target')).toEqual([
      [1, 'x'],
      [3, 'null'],
      [4, 'new'],
    ]);
  });

  it('is written into files and read back', async () => {
    const location = `${await session.getSessionStage()}/rows.csv`;
    const [unloaded] = await frame([1, 'a,"b"'], [2, null]).write.copyIntoLocation(location, {
      formatType: 'csv',
      formatOptions: { compression: 'NONE', FIELD_OPTIONALLY_ENCLOSED_BY: '"' },
      copyOptions: { SINGLE: true },
    });
    expect(unloaded?.get('rows_unloaded')).toBe(2n);
    const rows = await session.sql(`select $1 as k from ${location}`).collect();
    expect(rows.map((row) => row.get('K'))).toEqual(['1', '2']);
  });
});
