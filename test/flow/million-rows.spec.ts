import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { FirnClient } from '@firn/client';
import type { JobId } from '@firn/contract';
import { LOCAL_PROFILE, type System, startSystem } from '../support/system.js';
import { until } from '../support/until.js';

const ROWS = 1_000_000;
const MOST_KB = 300 * 1024;
const QUERY = `
  SELECT SEQ4() AS "ID", RPAD(TO_VARCHAR(SEQ4()), 60, 'x') AS "TEXT", SEQ4() % 7 AS "GROUP", SEQ4() / 3 AS "THIRD",
    TO_DOUBLE(SEQ4()) * 1.5 AS "REAL", SEQ4() % 2 = 0 AS "EVEN", DATEADD(DAY, SEQ4() % 1000, '2020-01-01'::DATE) AS "DAY",
    NULL::VARCHAR AS "NOTHING", TO_VARCHAR(SEQ4() * 17) AS "SHORT", 12345678901234567890.12::NUMBER(38, 2) AS "EXACT"
  FROM TABLE(GENERATOR(ROWCOUNT => ${ROWS}))`;

/** VmHWM, the most memory that a process ever held, or what it holds now; in kilobytes. */
const memory = (pid: number, what: 'VmHWM' | 'VmRSS'): number =>
  Number(new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Pages of the job that a process has open, with how many bytes of each it has read. */
function openPages(pid: number, id: JobId): readonly number[] {
  return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      if (!readlinkSync(`/proc/${pid}/fd/${fd}`).includes(id)) return [];
      return [Number(/pos:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8'))?.[1])];
    } catch {
      return []; // closed between the two looks
    }
  });
}

describe('a million rows of ten columns', () => {
  let system: System;
  let id: JobId;
  const pids = () => ({ api: system.apis[0]?.pid ?? 0, worker: system.workers[0]?.pid ?? 0 });
  const open = (signal?: AbortSignal) =>
    fetch(`${system.apiUrl}/v1/jobs/${id}/result`, {
      headers: { authorization: `Bearer ${system.apiKey}`, accept: 'application/x-ndjson' },
      ...(signal && { signal }),
    });
  const readerOf = ({ body }: Response) => (body ?? new ReadableStream<Uint8Array>()).getReader();

  beforeAll(async () => {
    system = await startSystem({ workers: 1 });
    const client = new FirnClient({ url: system.apiUrl, apiKey: system.apiKey });
    ({ id } = await client.submit({ profile: LOCAL_PROFILE, sql: QUERY }));
    expect(await client.wait(id, { timeoutMs: 240_000 })).toMatchObject({
      state: 'succeeded',
      result: { rows: ROWS, inline: null },
    });
  }, 300_000);
  afterAll(() => system?.stop());

  it('come as NDJSON, and neither the API nor the worker ever held 300 MB', async () => {
    const response = await open();
    let [lines, bytes] = [0, 0];
    const reader = readerOf(response);
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      bytes += piece.value.length;
      for (let at = piece.value.indexOf(10); at !== -1; at = piece.value.indexOf(10, at + 1)) lines += 1;
    }
    expect(lines).toBe(ROWS + 1); // the first line holds the columns
    expect(bytes).toBeGreaterThan(ROWS * 100);

    const { api, worker } = pids();
    const most = { apiKb: memory(api, 'VmHWM'), workerKb: memory(worker, 'VmHWM') };
    process.stdout.write(
      `VmHWM after ${ROWS} rows, ${bytes} bytes: API ${most.apiKb} kB, worker ${most.workerKb} kB\n`,
    );
    expect(most.apiKb).toBeLessThan(MOST_KB);
    expect(most.workerKb).toBeLessThan(MOST_KB);
  }, 120_000);

  it('wait for a slow reader without being read ahead', async () => {
    const { api } = pids();
    const reader = readerOf(await open());
    const before = memory(api, 'VmRSS');
    // A megabyte a second, for long enough to see any growth.
    for (let second = 0; second < 8; second += 1) {
      for (let bytes = 0; bytes < 1_000_000; ) bytes += (await reader.read()).value?.length ?? 1_000_000;
      await pause(1_000);
    }
    expect(memory(api, 'VmRSS') - before).toBeLessThan(40 * 1024);
    // Pages are some megabytes: with 8 MB taken, and what sockets hold, no more than a few of them were begun.
    expect(openPages(api, id)).toHaveLength(1);
    await reader.cancel();
    await until('the page is closed', async () => openPages(api, id).length === 0);
  });

  it('stop when their reader goes away', async () => {
    const { api } = pids();
    const before = memory(api, 'VmRSS');
    for (let round = 0; round < 20; round += 1) {
      const gone = new AbortController();
      await readerOf(await open(gone.signal)).read();
      gone.abort();
    }
    await until('no page is open', async () => openPages(api, id).length === 0);
    expect(memory(api, 'VmRSS') - before).toBeLessThan(40 * 1024);
  });
});
