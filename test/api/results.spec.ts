import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type JobId, Problem, ResultDocument, type ResultRow } from '@firn/contract';
import { until } from '../support/until.js';
import { useSetting } from './support/setting.js';
import { textColumn } from './support/worker-part.js';

const columns = [textColumn('A'), textColumn('b "c"')];
const rowsOf = (count: number): ResultRow[] =>
  Array.from({ length: count }, (_, index) => [index, `zeile ${index}, "ä]\n`]);

describe('GET /v1/jobs/{id}/result', () => {
  const setting = useSetting({ FIRN_API_STREAMS: '4' });
  const get = (id: JobId, query = '', accept = '*/*') =>
    setting.call('GET', `/v1/jobs/${id}/result${query}`, { headers: { accept } });
  const finished = async (rows: readonly ResultRow[], pageRows: number, named = columns) => {
    const { id } = await setting.submit();
    await setting.worker.succeed(id, named, rows, pageRows);
    return id;
  };

  const resultsFolder = () => join(setting.api.config.dataFolder, 'results');
  const garble = (path: string) => writeFileSync(path, readFileSync(path).fill('7', 5, 6));

  it.each([
    ['inline', 5, 0, 0],
    ['in pages', 25, 10, 3],
    ['empty', 0, 0, 0],
  ])('gives a result that lies %s as one JSON document', async (_, count, pageRows, pages) => {
    const rows = rowsOf(count);
    const response = await get(await finished(rows, pageRows));

    expect(response.headers.get('content-type')).toContain('application/json');
    expect(response.headers.get('firn-rows')).toBe(String(count));
    expect(ResultDocument.parse(await response.json())).toMatchObject({
      columns,
      rowCount: count,
      pages,
      page: null,
      rows,
    });
  });

  it('gives NDJSON that begins with the columns', async () => {
    const rows = rowsOf(25);
    const response = await get(await finished(rows, 10), '', 'application/x-ndjson');
    const lines = (await response.text()).trimEnd().split('\n');

    expect(lines.map((line) => JSON.parse(line))).toEqual([{ columns, rowCount: 25, pages: 3 }, ...rows]);
  });

  it('gives one page', async () => {
    const rows = rowsOf(25);
    const id = await finished(rows, 10);
    const last = await get(id, '?page=2&format=ndjson&columns=false');
    const missing = await get(id, '?page=3');

    expect(
      (await last.text())
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(rows.slice(20));
    expect(Problem.parse(await missing.json())).toMatchObject({
      status: 404,
      detail: expect.stringContaining('0 to 2'),
    });
  });

  it('gives rows as objects, digit by digit, without parsing a cell', async () => {
    const rows = [
      ['12345678901234567890.10', null],
      [1.5e-7, true],
      ['x', 'y'],
    ];
    const id = await finished(rows, 10);
    const lines = (await (await get(id, '?rows=objects&format=ndjson')).text()).trimEnd().split('\n');

    expect(lines.map((line) => JSON.parse(line))).toEqual(rows.map(([a, b]) => ({ A: a, 'b "c"': b })));
    const document = ResultDocument.parse(await (await get(id, '?rows=objects')).json());
    expect(document.rows[0]).toEqual({ A: '12345678901234567890.10', 'b "c"': null });
  });

  it('refuses objects where two columns have one name', async () => {
    const id = await finished([['1', '2']], 0, [textColumn('A'), textColumn('A')]);
    const response = await get(id, '?rows=objects');
    expect(Problem.parse(await response.json())).toMatchObject({
      status: 400,
      path: 'query.rows',
      cure: expect.stringContaining('AS'),
    });
  });

  it('refuses a format that it does not have', async () => {
    const id = await finished([], 0);
    const response = await get(id, '', 'text/csv');
    expect(Problem.parse(await response.json())).toMatchObject({
      status: 406,
      code: 'not_acceptable',
      path: 'header.Accept',
      cure: expect.stringContaining('ndjson'),
    });
  });

  it('says that a job has not ended, waits for it when asked, and says why a failed one has no rows', async () => {
    const { id } = await setting.submit();
    const early = await get(id);
    expect(Problem.parse(await early.json())).toMatchObject({ status: 409, code: 'result_not_ready' });

    const waiting = get(id, '?wait=5000');
    await setting.worker.fail(id, {
      ...Problem.parse(await (await get(id)).json()),
      code: 'snowflake_error',
      status: 422,
      detail: 'Object X does not exist.',
      snowflake: { code: '002003', sqlState: '42S02', text: 'Object X does not exist.' },
    });
    expect(Problem.parse(await (await waiting).json())).toMatchObject({
      ...{ status: 409, code: 'no_result', detail: expect.stringContaining('Object X does not exist') },
      snowflake: { code: '002003' },
    });
  });

  it('says that a result was lost before its time', async () => {
    const id = await finished(rowsOf(5), 5);
    await setting.worker.results.discardJob('acme', id);
    const response = await get(id);
    expect(Problem.parse(await response.json())).toMatchObject({ status: 410, code: 'result_lost' });
  });

  it.each<[string, (folder: string) => void, string]>([
    ['page that is cut off', (folder) => truncateSync(join(folder, '1.ndjson'), 100), '1.ndjson is cut off'],
    ['page that is garbled', (folder) => garble(join(folder, '1.ndjson')), '1.ndjson is garbled'],
    ['page that is missing', (folder) => rmSync(join(folder, '1.ndjson')), '1.ndjson is missing'],
    [
      'manifest that is cut off',
      (folder) => truncateSync(join(folder, 'manifest.json'), 100),
      'manifest.json is cut off',
    ],
  ])('names the file of a %s, and hands out none of its rows', async (_, spoil, said) => {
    const id = await finished(rowsOf(25), 10);
    const [epoch = ''] = readdirSync(join(resultsFolder(), 'acme', id));
    spoil(join(resultsFolder(), 'acme', id, epoch));
    const response = await get(id, '?page=1');
    expect(Problem.parse(await response.json())).toMatchObject({
      ...{ status: 410, code: 'result_lost', detail: expect.stringContaining(said) },
    });
    // The whole result breaks off, where it has begun, before the first row that is not as it was stored.
    const whole = await get(id, '?format=ndjson&columns=false');
    const text = await whole.text().catch(() => 'broken off');
    expect(text === 'broken off' || text.includes('result_lost')).toBe(true);
    expect((await setting.call('GET', `/v1/jobs/${id}`)).status).toBe(200);
  });

  it('says what keeps the folder from being read', async () => {
    const id = await finished(rowsOf(25), 10);
    const [epoch = ''] = readdirSync(join(resultsFolder(), 'acme', id));
    const manifest = join(resultsFolder(), 'acme', id, epoch, 'manifest.json');
    rmSync(manifest);
    mkdirSync(manifest);
    const response = await get(id);
    expect(Problem.parse(await response.json())).toMatchObject({
      ...{ status: 503, code: 'storage_unavailable', detail: expect.stringContaining('EISDIR') },
    });
  });

  describe('a long result', () => {
    // 30 MB in one page: more than the buffers of both ends of a connection hold.
    const long = Array.from({ length: 30_000 }, (_, index) => [index, 'x'.repeat(1_000)]);
    let id: JobId;
    beforeAll(async () => {
      id = await finished(long, 1_000_000);
    });

    const closed = () => until('its page is closed', async () => openPages(id).length === 0);

    it('is read no faster than its reader takes it', async () => {
      const response = await get(id, '?format=ndjson');
      const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
      await reader.read();

      const [before] = await settled(() => openPages(id).map(({ read }) => read));
      expect(before).toBeLessThan(15_000_000);
      let bytes = 0;
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) bytes += piece.value.length;
      expect(bytes).toBeGreaterThan(30_000_000 - 1_000_000);
      await closed();
    });

    it('is left alone when its reader has gone, and gives the place back', async () => {
      for (let round = 0; round < 6; round += 1) {
        const gone = new AbortController();
        const response = await fetch(`${setting.api.url}/v1/jobs/${id}/result?format=ndjson`, {
          headers: { authorization: 'Bearer key-of-acme-0123456789' },
          signal: gone.signal,
        });
        expect(response.status).toBe(200);
        gone.abort();
        await closed();
      }
    });

    it('is refused while as many are read as this process allows', async () => {
      const readers = await Promise.all(Array.from({ length: 4 }, () => get(id, '?format=ndjson')));
      const refused = await get(id);
      expect(Problem.parse(await refused.json())).toMatchObject({ status: 503, code: 'too_many_streams' });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      await Promise.all(readers.map((reader) => reader.body?.cancel()));
    });
  });
});

/** Pages of a job that this process has open, with how far each was read. */
function openPages(id: JobId): readonly { readonly read: number }[] {
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      if (!readlinkSync(`/proc/self/fd/${fd}`).includes(id)) return [];
      return [{ read: Number(/pos:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))?.[1]) }];
    } catch {
      return []; // closed between the two reads
    }
  });
}

/** A value once it has been the same for a while. */
async function settled<T>(look: () => T): Promise<T> {
  let last = look();
  for (let same = 0; same < 10; ) {
    await pause(20);
    const next = look();
    same = JSON.stringify(next) === JSON.stringify(last) ? same + 1 : 0;
    last = next;
  }
  return last;
}
