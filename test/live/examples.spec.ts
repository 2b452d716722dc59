import { type AccountOptions, directSession } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { EXAMPLES } from '../../examples/expected.js';
import { liveProfile } from './support/live-profile.js';

jest.setTimeout(300_000); // a suspended warehouse starts first

function liveOptions(): AccountOptions {
  const { name: _name, tenant: _tenant, scratchSchema: _scratch, limits: _limits, ...options } = liveProfile();
  return options;
}

/** A schema of its own, dropped at the end: the examples replace tables, and none of the account's may be among them. */
const SCHEMA = `FIRN_LIVE_${Date.now()}`;

describe('the examples of the AsyncJob page, on a real account', () => {
  let session: Session;
  beforeAll(async () => {
    const options = liveOptions();
    if (options.database === undefined) throw new Error('The profile needs a database, where a schema may be created.');
    const owner = await directSession(options);
    await owner.sql(`create schema ${SCHEMA}`).collect();
    await owner.close();
    session = await directSession({ ...options, schema: SCHEMA });
  });
  afterAll(async () => {
    if (session === undefined) return;
    await session.sql(`drop schema if exists ${SCHEMA}`).collect();
    await session.close();
  });

  it.each(EXAMPLES.map((example) => [example.number, example.title, example] as const))(
    'example %d: %s',
    async (_number, _title, example) => {
      expect((await example.run(session)).values).toEqual(example.expected);
    },
  );
});
