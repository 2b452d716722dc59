import { failureOf } from '@firn/snowflake';
import { splitAnswer } from '../../../libs/snowflake/src/rows/split-answer.js';
import {
  chunkReply,
  numberColumn,
  OTHER_QUERY,
  type Reply,
  refusal,
  resultData,
  type Script,
  success,
  textColumn,
} from '../support/protocol-server.js';
import { rejection, scripted } from '../support/sessions.js';

const RESULT = `/queries/${OTHER_QUERY}/result`;
const COLUMNS = [numberColumn('ID'), textColumn('NAME')];

interface ChunkPlan {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly uncompressedSize?: number;
}

/** A result with chunks at `/chunk/<generation>/<index>`; each result answer begins a generation. */
function chunkedResult(
  chunks: readonly ChunkPlan[],
  onChunk: (generation: number, index: number) => Reply | undefined,
): Script {
  let generation = 0;
  return (seen) => {
    if (seen.path === RESULT) {
      generation += 1;
      const base = `http://${seen.host}/chunk/${generation}`;
      return success(
        resultData(OTHER_QUERY, COLUMNS, [['0', 'inline']], {
          total: 1 + chunks.reduce((sum, chunk) => sum + chunk.rows.length, 0),
          chunks: chunks.map((chunk, index) => ({
            url: `${base}/${index}`,
            rowCount: chunk.rows.length,
            uncompressedSize: chunk.uncompressedSize ?? 100,
            compressedSize: 50,
          })),
          chunkHeaders: { 'x-local': '1' },
        }),
      );
    }
    const place = /^\/chunk\/(\d+)\/(\d+)$/.exec(seen.path);
    if (place === null) return undefined;
    const index = Number(place[2]);
    return onChunk(Number(place[1]), index) ?? chunkReply(chunks[index]?.rows ?? []);
  };
}

const someRows = (from: number, count: number): (string | null)[][] =>
  Array.from({ length: count }, (_, row) => [String(from + row), row % 2 === 0 ? `name ${from + row}` : null]);
const idsOf = async (rows: AsyncIterable<readonly (readonly unknown[])[]>): Promise<unknown[]> => {
  const ids: unknown[] = [];
  for await (const batch of rows) ids.push(...batch.map((row) => row[0]));
  return ids;
};
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe.each([
  ['in this thread', 100],
  ['in a decoding thread', 600 * 1024],
])('a chunked result read %s', (_, uncompressedSize) => {
  const chunks = [
    { rows: someRows(1, 3), uncompressedSize },
    { rows: someRows(4, 2), uncompressedSize },
    { rows: someRows(6, 4), uncompressedSize },
  ];

  it('gives all rows in order, as cells and as NDJSON', async () => {
    await using test = await scripted(chunkedResult(chunks, () => undefined));
    const session = await test.session();
    const result = await session.result(OTHER_QUERY);
    expect(result.columns.map((column) => [column.name, column.type])).toEqual([
      ['ID', 'fixed'],
      ['NAME', 'text'],
    ]);
    expect(result.rowCount).toBe(10);
    expect(await idsOf(result.batches())).toEqual(upTo(10));
    const lines: Buffer[] = [];
    let rows = 0;
    for await (const batch of (await session.result(OTHER_QUERY)).ndjsonBatches()) {
      lines.push(batch.lines);
      rows += batch.rows;
    }
    expect(rows).toBe(10);
    expect(Buffer.concat(lines).toString()).toBe(
      `[0,"inline"]\n[1,"name 1"]\n[2,null]\n[3,"name 3"]\n[4,"name 4"]\n[5,null]\n[6,"name 6"]\n[7,null]\n[8,"name 8"]\n[9,null]\n`,
    );
    expect(test.server.requests('/chunk/1/0')[0]?.token).toBeNull(); // the right to read is in the address
  });

  it('reads the rows within a large answer as it reads those of a chunk', async () => {
    const tricky = [']],"total":1', '"rowset":[["', 'a \\ and a "quote"', 'é €\u{1f600}', 'x\ny', null];
    const rows = Array.from({ length: 40_000 }, (_, row) => [String(row), tricky[row % tricky.length] ?? null]);
    await using test = await scripted((seen) =>
      seen.path === RESULT
        ? success(
            resultData(
              OTHER_QUERY,
              [...COLUMNS, textColumn('"rowset":[')],
              rows.map((row) => [...row, ']}']),
            ),
          )
        : undefined,
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    expect([result.rowCount, result.columns.length]).toEqual([rows.length, 3]);
    // Twice, as whoever finds many bytes in few rows begins again.
    for (let pass = 0; pass < 2; pass += 1) {
      const seen: unknown[] = [];
      for await (const batch of result.batches()) seen.push(...batch);
      expect(seen).toEqual(rows.map(([id, name]) => [Number(id), name, ']}']));
    }
  });

  it('says which cell of a large answer is none of its type', async () => {
    const rows = Array.from({ length: 40_000 }, (_, row) => [String(row), row === 39_000 ? 'no flag' : 'true']);
    const flag = { ...textColumn('FLAG'), type: 'boolean' };
    await using test = await scripted((seen) =>
      seen.path === RESULT ? success(resultData(OTHER_QUERY, [numberColumn('ID'), flag], rows)) : undefined,
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    const failure = failureOf(await rejection(idsOf(result.batches())));
    expect(failure).toMatchObject({ code: '000000', queryId: OTHER_QUERY });
    expect(failure.message).toContain('"no flag" is not a BOOLEAN');
  });

  it('leaves an answer whole that is no JSON, or has no rows', () => {
    for (const text of [
      '{"data":{"rowset":[["cut off',
      '{"data":{"rowset":[["a"]',
      '{"data":{"rowset":null},"success":true}',
      '{"rowset":[["none of the data"]]}',
      '{"data":{"state":"rowset","list":[["a"]]}}',
      '{"data":{"deeper":{"rowset":[["a"]]}}}',
      'no JSON at all "',
    ]) {
      const { head, rows } = splitAnswer(Buffer.from(text));
      expect([Buffer.from(head).toString(), rows]).toEqual([text, null]);
    }
  });

  it('asks for fresh addresses when one has expired, and goes on behind the last row', async () => {
    await using test = await scripted(
      chunkedResult(chunks, (generation, index) =>
        generation === 1 && index > 0 ? { status: 403, body: 'expired' } : undefined,
      ),
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    expect(await idsOf(result.batches())).toEqual(upTo(10));
    expect(test.server.requests('/chunk/1/0')).toHaveLength(1);
    expect(test.server.requests('/chunk/2/0')).toHaveLength(0);
  });

  it('continues a chunk that breaks off in the middle of a row', async () => {
    let broken = 0;
    await using test = await scripted(
      chunkedResult(chunks, (_generation, index) => {
        if (index !== 1 || broken > 0) return undefined;
        broken += 1;
        return { status: 200, body: '["4","name 4"],["5",', headers: { 'content-type': 'application/octet-stream' } };
      }),
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    expect(await idsOf(result.batches())).toEqual(upTo(10));
  });

  it('repeats a chunk after 503 and after a lost connection', async () => {
    let tries = 0;
    await using test = await scripted(
      chunkedResult(chunks, (_generation, index) => {
        if (index !== 2) return undefined;
        tries += 1;
        if (tries === 1) return { status: 503, body: 'slow down' };
        return tries === 2 ? 'drop' : undefined;
      }),
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    expect(await idsOf(result.batches())).toEqual(upTo(10));
  });

  it('unpacks gzip that is not declared, at which the driver hangs', async () => {
    await using test = await scripted(
      chunkedResult(chunks, (_generation, index) => chunkReply(chunks[index]?.rows ?? [], { declared: false })),
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    expect(await idsOf(result.batches())).toEqual(upTo(10));
  });

  it('says what is wrong with rows that cannot be read, once', async () => {
    await using test = await scripted(
      chunkedResult(chunks, () => ({ status: 200, body: '<Error/>', headers: { 'content-type': 'application/xml' } })),
    );
    const result = await (await test.session()).result(OTHER_QUERY);
    const failure = failureOf(await rejection(idsOf(result.batches())));
    expect(failure.message).toContain('unexpected byte 0x3c between rows at byte 0');
    expect(failure.queryId).toBe(OTHER_QUERY);
    expect(test.server.requests('/chunk/1/0')).toHaveLength(1);
  });

  it('stops the transfer when the reader leaves', async () => {
    const many = [
      { rows: someRows(1, 200_000), uncompressedSize },
      { rows: someRows(200_001, 10), uncompressedSize },
    ];
    await using test = await scripted(chunkedResult(many, () => undefined));
    const result = await (await test.session()).result(OTHER_QUERY);
    for await (const batch of result.ndjsonBatches()) {
      if (batch.rows > 1) break;
    }
    await test.server.quiet();
    expect(test.server.open).toBe(0);
  });

  it('stops with the reason of its signal', async () => {
    const many = [{ rows: someRows(1, 200_000), uncompressedSize }];
    await using test = await scripted(chunkedResult(many, () => undefined));
    const stop = new AbortController();
    const result = await (await test.session()).result(OTHER_QUERY, { signal: stop.signal });
    const reason = new Error('the job was cancelled');
    const read = async (): Promise<void> => {
      for await (const batch of result.ndjsonBatches()) if (batch.rows > 1) stop.abort(reason);
    };
    expect(await rejection(read())).toBe(reason);
    await test.server.quiet();
    expect(test.server.open).toBe(0);
  });
});

describe('a result', () => {
  it('waits while the query runs', async () => {
    let polls = 0;
    await using test = await scripted((seen) => {
      if (seen.path !== RESULT) return undefined;
      polls += 1;
      const running = { queryId: OTHER_QUERY, getResultUrl: RESULT };
      if (polls === 1) return success(running, '333334');
      return polls === 2 ? success(running, '333333') : success(resultData(OTHER_QUERY, COLUMNS, [['1', 'a']]));
    });
    const result = await (await test.session()).result(OTHER_QUERY);
    expect(await idsOf(result.batches())).toEqual([1]);
  });

  it('throws what Snowflake answered for a failed query', async () => {
    await using test = await scripted((seen) =>
      seen.path === RESULT
        ? refusal('100051', 'Division by zero', { sqlState: '22012', queryId: OTHER_QUERY, errorCode: '100051' })
        : undefined,
    );
    const failure = failureOf(await rejection((await test.session()).result(OTHER_QUERY)));
    expect(failure).toMatchObject({ class: 'data', code: '100051', sqlState: '22012', queryId: OTHER_QUERY });
  });

  it.each([
    [{ queryResultFormat: 'arrow', rowsetBase64: '' }, 'came as arrow'],
    [{ version: 0 }, 'version 0'],
    [{ rowtype: [{ ...textColumn('X'), type: 'quaternion' }] }, 'column X has the unknown type quaternion'],
  ])('is refused by name where this reader would have to guess: %j', async (more, words) => {
    await using test = await scripted((seen) =>
      seen.path === RESULT ? success(resultData(OTHER_QUERY, COLUMNS, [], more)) : undefined,
    );
    await expect((await test.session()).result(OTHER_QUERY)).rejects.toThrow(words);
  });

  it('has the type of a geography, not that of its carrier', async () => {
    await using test = await scripted((seen) =>
      seen.path === RESULT
        ? success(resultData(OTHER_QUERY, [{ ...textColumn('G'), type: 'object', extTypeName: 'GEOGRAPHY' }], [['{}']]))
        : undefined,
    );
    expect((await (await test.session()).result(OTHER_QUERY)).columns[0]?.type).toBe('geography');
  });
});
