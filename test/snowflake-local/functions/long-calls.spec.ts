import { openDatabase } from '../../../apps/snowflake-local/src/execute/engine-database.js';
import { setUpFunctions } from '../../../apps/snowflake-local/src/functions/engine-setup.js';
import type {
  CallBatch,
  CallResult,
  CallThreads,
} from '../../../apps/snowflake-local/src/functions/native/call-threads.js';
import { resultOf } from '../../../apps/snowflake-local/src/functions/native/calls-here.js';
import { functionOf } from '../../../apps/snowflake-local/src/functions/native/every-function.js';
import { sizeOfAll } from '../../../apps/snowflake-local/src/functions/native/long-calls.js';
import { textCall } from '../../../apps/snowflake-local/src/functions/native/native-function.js';
import { Room } from '../../../apps/snowflake-local/src/functions/native/room.js';
import { longCall, TICKET } from '../../../apps/snowflake-local/src/types/long-call.js';

/** Threads that make the calls when the test lets them. */
class HeldThreads implements CallThreads {
  readonly batches: CallBatch[] = [];
  private readonly held: (() => void)[] = [];

  run(batch: CallBatch, signal: AbortSignal): Promise<readonly CallResult[]> {
    this.batches.push(batch);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
      const call = textCall(functionOf(batch.name), new Room(Number.POSITIVE_INFINITY));
      this.held.push(() => resolve(batch.calls.map((args) => resultOf(() => call(args)))));
    });
  }

  /** Until nothing is held any more. */
  async letGo(until: Promise<unknown>): Promise<void> {
    let isOver = false;
    const over = () => {
      isOver = true;
    };
    void until.then(over, over);
    while (!isOver) {
      for (const make of this.held.splice(0)) make();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

const open = async () => {
  const threads = new HeldThreads();
  const database = await openDatabase(
    { file: ':memory:', allowedFolders: [], spillFolder: null, memoryLimit: '512MB', threads: 1 },
    (native) => setUpFunctions(native, { threads }),
  );
  return { threads, database, busy: await database.connect(), other: await database.connect() };
};

const LONG = `'[' || repeat('1,', 200000) || '1]'`;
const LENGTH = 400_003;
const parse = (sql: string) => longCall('sf_parse_json', sql);

describe('a call that takes long', () => {
  it('leaves the thread of the database to others, and gives its result when it is there', async () => {
    const { threads, database, busy, other } = await open();
    const rows = `SELECT i, CASE i % 3 WHEN 0 THEN ${LONG} WHEN 1 THEN '[ ' || i || ' ]' END AS v FROM range(7) t(i)`;
    const answer = busy.rows(
      `SELECT CAST(i AS INTEGER), left(x, 3), length(x) FROM (SELECT i, ${parse('v')} AS x FROM (${rows}))`,
    );
    for (let asked = 0; asked < 20; asked += 1) expect(await other.rows(`SELECT ${asked}`)).toEqual([[asked]]);
    await threads.letGo(answer);
    expect(await answer).toEqual(
      Array.from({ length: 7 }, (_, i) => {
        const [start, length] = i % 3 === 0 ? ['[1,', 400_003n] : i % 3 === 1 ? [`[${i}]`, 3n] : [null, null];
        return [i, start, length];
      }),
    );
    // On a machine that stands still in a short call, those that come after it go to a thread too.
    const long = threads.batches.flatMap(({ calls }) => calls).filter((args) => sizeOfAll(args) === LENGTH);
    expect(long).toHaveLength(3);
    await database.close();
  });

  it('fails the statement with its own failure', async () => {
    const { threads, database, busy } = await open();
    const answer = busy.rows(`SELECT ${parse(`${LONG} || '!'`)}`);
    await Promise.all([threads.letGo(answer), expect(answer).rejects.toThrow('[firn:100069:22P02]Error parsing JSON')]);
    await database.close();
  });

  it('ends with its statement, and the next one of the connection is none the worse', async () => {
    const { threads, database, busy } = await open();
    const answer = busy.rows(`SELECT ${parse('v')} FROM (SELECT ${LONG} AS v FROM range(3) t(i))`);
    const interrupting = setInterval(() => busy.interrupt(), 10);
    await expect(answer).rejects.toThrow('Interrupted');
    clearInterval(interrupting);
    const again = busy.rows(`SELECT length(${parse(LONG)})`);
    await Promise.all([threads.letGo(again), expect(again).resolves.toEqual([[400_003n]])]);
    await database.close();
  });

  it('takes a text that looks like a ticket for a text', async () => {
    const { threads, database, busy } = await open();
    const text = `concat(chr(3), '${TICKET.slice(1)}1')`;
    const style = `'{"timezone":"UTC","formats":{}}'`;
    expect(await busy.rows(`SELECT ${longCall('sf_array_to_string', `'["' || 'a' || '"]'`, text, style)}`)).toEqual([
      ['a'],
    ]);
    expect(await busy.rows(`SELECT sf_awaited(${text})`)).toEqual([[`${TICKET}1`]]);
    expect(threads.batches).toEqual([]);
    await database.close();
  });
});
