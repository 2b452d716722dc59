import { randomUUID } from 'node:crypto';
import { type HttpSession, logIn } from '../snowflake-local/wire/support/http.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

const arrayOf = (count: number): string => `parse_json('[' || repeat('1,', ${count}) || '1]')`;
const generator = (rows: number): string => `table(generator(rowcount => ${rows}))`;

/** Statements that keep functions of the server's own busy for seconds on any machine. */
const HEAVY = {
  'an array that is sorted': `select array_size(array_sort(${arrayOf(1_500_000)}))`,
  'an array with long numbers that is flattened': `select count(*) from table(flatten(array_append(${arrayOf(400_000)}, 1234567890123456789)))`,
  'an array in each of many rows': `select sum(array_size(parse_json('[' || repeat('1,', 20000) || seq4() || ']'))) from ${generator(250)}`,
} as const;

/** Statements that no machine ends. */
const ENDLESS = {
  'a pattern that tries each way': `select regexp_instr(repeat('a', 60) || 'b', '(a+)+c', 1, 1, 0, 'e', 1)`,
  'two long texts that are compared': `select jarowinkler_similarity(repeat('ab', 2000000), repeat('ba', 2000000))`,
} as const;

const NEIGHBOURS = 50;

describe('a session beside one whose statement takes long', () => {
  jest.setTimeout(180_000);
  let server: LocalSnowflake;
  let [busy, neighbour]: HttpSession[] = [];
  beforeAll(async () => {
    server = await startLocalSnowflake({ memory: '4GB' });
    [busy, neighbour] = [await logIn(server.url), await logIn(server.url)];
    await neighbour.query('create table numbers as select seq4() as n from table(generator(rowcount => 1000))');
  });
  afterAll(() => server.stop());

  /** Fifty short statements, each after the last. */
  async function work(): Promise<void> {
    for (let at = 0; at < NEIGHBOURS; at += 1) {
      const sql = at % 2 === 0 ? `select ${at}` : `select max(n) - 999 + ${at} from numbers`;
      expect(await neighbour?.query(sql)).toMatchObject({ success: true, data: { rowset: [[String(at)]] } });
    }
  }

  it.each(Object.entries(HEAVY))('is answered before it: %s', async (_, sql) => {
    const ends: string[] = [];
    const heavy = busy?.query(sql).then((answer) => {
      ends.push('heavy');
      return answer;
    });
    await work().then(() => ends.push('work'));
    expect(await heavy).toMatchObject({ success: true });
    expect(ends).toEqual(['work', 'heavy']);
  });

  it.each(Object.entries(ENDLESS))('is answered, and the statement can be cancelled: %s', async (_, sql) => {
    const id = randomUUID();
    const endless = busy?.query(sql, {}, id);
    await work();
    await busy?.post('/queries/v1/abort-request', { sqlText: sql, requestId: id });
    expect(await endless).toMatchObject({ success: false, code: '000604' });
    await work();
  });
});
