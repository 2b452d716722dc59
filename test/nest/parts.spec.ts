import { directSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { FORMATS, type MediaType } from '../../libs/nest/src/answer/formats.js';
import { localConnection } from '../../scripts/system/local-connection.js';
import { type LocalSnowflake, startLocalSnowflake } from '../support/local-snowflake.js';

/** Of what is written at once, beside one row and its quotes. */
const MOST_BYTES = 100_000;
const ROWS = 400;
const COLUMNS = 1_000;
const TEXT = 100_000;

/** A part is encoded in one turn of the loop: a group of so many rows would be megabytes where rows are wide. */
describe('the parts in which a frame is written', () => {
  let snowflake: LocalSnowflake;
  let session: Session;
  beforeAll(async () => {
    snowflake = await startLocalSnowflake();
    session = await directSession(localConnection(snowflake.url));
  });
  afterAll(async () => {
    await session?.close();
    await snowflake?.stop();
  });

  const columns = Array.from({ length: COLUMNS }, (_, at) => `seq4() + ${at} as C${at}`).join(', ');
  const WIDE = `select ${columns} from table(generator(rowcount => ${ROWS}))`;
  const LONG = `select seq4() as N, repeat('x', ${TEXT}) as T from table(generator(rowcount => 40))`;

  async function parts(type: MediaType, sql: string): Promise<readonly number[]> {
    const sizes: number[] = [];
    for await (const part of await FORMATS[type](session.sql(sql), new AbortController().signal))
      sizes.push(part.length);
    return sizes;
  }

  it.each<[MediaType, string, number]>([
    ['application/x-ndjson', WIDE, MOST_BYTES],
    ['text/csv', WIDE, MOST_BYTES],
    ['application/x-ndjson', LONG, MOST_BYTES + TEXT],
    ['text/csv', LONG, MOST_BYTES + TEXT],
  ])('are small as %s: %.20s', async (type, sql, most) => {
    const sizes = await parts(type, sql);
    expect(sizes.length).toBeGreaterThan(20);
    expect(Math.max(...sizes)).toBeLessThan(most);
  });
});
