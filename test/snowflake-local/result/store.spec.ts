import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as readText } from 'node:stream/consumers';
import type { OutColumn } from '../../../apps/snowflake-local/src/bind/query.js';
import { Duck } from '../../../apps/snowflake-local/src/execute/duck.js';
import { openDatabase } from '../../../apps/snowflake-local/src/execute/engine-database.js';
import { newQueryId } from '../../../apps/snowflake-local/src/execute/executor.js';
import { setUpFunctions } from '../../../apps/snowflake-local/src/functions/engine-setup.js';
import { PartFiles } from '../../../apps/snowflake-local/src/result/part-files.js';
import { RowTexts } from '../../../apps/snowflake-local/src/result/row-texts.js';
import { type ResultHeader, ResultStore } from '../../../apps/snowflake-local/src/result/store.js';
import type { StoredResult } from '../../../apps/snowflake-local/src/result/stored.js';
import { fixed, text, timestamp, VARIANT } from '../../../apps/snowflake-local/src/types/snow-type.js';
import { quietBackground } from '../support/background.js';

const column = (name: string, over: Partial<OutColumn>): OutColumn => ({
  name,
  type: fixed(38),
  physical: 'bigint',
  nullable: true,
  ...over,
});
const header = (queryId: string): ResultHeader => ({
  queryId,
  user: 'FIRN',
  sessionId: '1',
  createdAt: 0,
  expiresAt: 0,
  statementTypeId: 4_096,
  final: { database: null, schema: null, warehouse: null, role: 'PUBLIC' },
  parameters: {},
  bindCount: 0,
});

describe('stored results', () => {
  let folder: string;
  let duck: Duck;
  let results: ResultStore;
  let parts: PartFiles;
  let texts: RowTexts;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'firn-results-'));
    duck = await Duck.open({
      file: ':memory:',
      allowedFolders: [folder],
      spillFolder: folder,
      memoryLimit: '1GB',
      threads: 2,
      concurrentCalls: 3,
      open: (settings) => openDatabase(settings, (native) => setUpFunctions(native)),
    });
    texts = new RowTexts(folder);
    results = new ResultStore(join(folder, 'results'), quietBackground(), texts);
    results.prepare();
    parts = new PartFiles(duck, results, texts);
  });
  afterAll(async () => {
    await duck.close();
    rmSync(folder, { recursive: true });
  });

  const store = (sql: string, columns: readonly OutColumn[], megabytes = 16, atMost?: number): Promise<StoredResult> =>
    duck.use((connection) =>
      results.store(
        header(newQueryId()),
        { columns, rows: { kind: 'relation', sql, ...(atMost === undefined ? {} : { atMost }) } },
        connection,
        megabytes,
      ),
    );
  const scan = (result: StoredResult) =>
    duck.use((connection) => connection.rows(`SELECT * FROM (${results.find(result.queryId, 'FIRN')?.sql})`));

  it('give small ones back whole, also from disk, to their user only', async () => {
    const columns = [column('N', {}), column('T', { type: text(), physical: 'varchar' })];
    const result = await store(
      `SELECT * FROM (VALUES (1, 'a"b'), (NULL, NULL), (3, '')) AS q(c0, c1) ORDER BY 1`,
      columns,
    );
    expect(result).toMatchObject({ total: 3, body: { kind: 'inline' } });
    expect(new ResultStore(join(folder, 'results'), quietBackground(), texts).load(result.queryId)).toEqual(result);
    expect(await scan(result)).toEqual([
      [1n, 'a"b'],
      [3n, ''],
      [null, null],
    ]);
    expect(results.find(result.queryId, 'OTHER')).toBeUndefined();
    expect(results.load('00000000-0000-0000-0000-000000000000')).toBeUndefined();
  });

  it('keep all 38 digits, past 2^53 and past 2^63, and refuse a 39th', async () => {
    const wide = [column('S', { physical: 'decimal' })];
    const digits = '12345678901234567890123456789012345678';
    for (const atMost of [1, undefined]) {
      const result = await store(`SELECT CAST(${digits} AS HUGEINT) AS c0`, wide, 16, atMost);
      expect(result.body).toEqual({ kind: 'inline', rows: [[digits]] });
    }
    await expect(store(`SELECT CAST(100000000000000000000000000000000000000 AS HUGEINT) AS c0`, wide)).rejects.toThrow(
      'Could not cast value',
    );
  });

  it('keep order and value of many rows in chunks of the size asked for', async () => {
    const columns = [
      column('I', {}),
      column('T', { type: text(), physical: 'varchar' }),
      column('S', { physical: 'decimal' }),
      column('AT', { type: timestamp('timestamp_ntz', 6), physical: 'timestamp' }),
    ];
    const rows = 400_000;
    const result = await store(
      `SELECT i AS c0, CASE WHEN i % 7 = 0 THEN NULL ELSE 'é"\\' || chr(10) || repeat('x', 60) END AS c1,
              CAST(9007199254740993 AS HUGEINT) * 1000 + i AS c2, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS c3
       FROM range(${rows}) t(i)`,
      columns,
    );
    if (result.body.kind !== 'parquet') throw new Error('expected chunks');
    const { head, chunks } = result.body;
    expect(head.length + chunks.reduce((sum, chunk) => sum + chunk.rows, 0)).toBe(rows);
    let row = head.length;
    for (const [index, chunk] of chunks.entries()) {
      const { stream, bytes } = await parts.open(result, index);
      const body = await readText(stream);
      expect(Buffer.byteLength(body)).toBe(bytes);
      expect(bytes).toBeLessThanOrEqual(16 * 1_024 * 1_024);
      const parsed: unknown = JSON.parse(`[${body}]`);
      if (!Array.isArray(parsed)) throw new Error('expected rows');
      expect(parsed).toHaveLength(chunk.rows);
      for (const at of [0, parsed.length - 1]) {
        const i = row + at;
        expect(parsed[at]).toEqual([
          String(i),
          i % 7 === 0 ? null : `é"\\\n${'x'.repeat(60)}`,
          String(9_007_199_254_740_993_000n + BigInt(i)),
          `${Date.UTC(2026, 0, 1) / 1_000 + i}.000000`,
        ]);
      }
      row += chunk.rows;
    }
    const [summary] = await duck.use((connection) =>
      connection.rows(`SELECT count(*), sum(c0), max(c2) FROM (${results.find(result.queryId, 'FIRN')?.sql})`),
    );
    expect(summary).toEqual([BigInt(rows), 79_999_800_000n, expect.anything()]);
  });

  // Texts are written and measured there; values that are shown over many lines are measured first.
  it.each([
    ['texts', column('T', { type: text(), physical: 'varchar' }), 'T'],
    ['VARIANTs', column('V', { type: VARIANT, physical: 'json' }), 'CAST(to_json(T) AS JSON)'],
  ])('split where rows of %s differ a thousandfold in size', async (_what, of, value) => {
    const result = await store(
      `SELECT ${value} AS c0 FROM (SELECT repeat('y', CASE WHEN i BETWEEN 5000 AND 5040 THEN 1000000 ELSE 10 END) AS T FROM range(20000) t(i))`,
      [of],
    );
    if (result.body.kind !== 'parquet') throw new Error('expected chunks');
    const { head, chunks } = result.body;
    expect(Math.max(...chunks.map(({ bytes }) => bytes))).toBeLessThanOrEqual(16 * 1_024 * 1_024);
    expect(chunks.length).toBeGreaterThan(2);
    const read = async (index: number) => readText((await parts.open(result, index)).stream);
    const bodies = await Promise.all(chunks.map((_, index) => read(index)));
    const rows: unknown = JSON.parse(`[${bodies.join(',')}]`);
    expect(rows).toHaveLength(20_000 - head.length);
    // What is not kept any more is written again, byte for byte.
    await texts.clear();
    expect(await Promise.all(chunks.map((_, index) => read(index)))).toEqual(bodies);
  });

  it('go when they have expired', async () => {
    const result = await store('SELECT 1 AS c0', [column('N', {})]);
    expect(await results.sweep(Date.now(), 3_600_000)).toBe(0);
    expect(results.load(result.queryId)).toBeDefined();
    expect(await results.sweep(Date.now() + 3_600_001, 3_600_000)).toBeGreaterThan(0);
    expect(results.load(result.queryId)).toBeUndefined();
  });
});
