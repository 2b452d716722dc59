import { readFileSync } from 'node:fs';
import { type AccountOptions, directSession, parseProfile } from '@firn/snowflake';
import type { Session } from '@firn/snowpark';
import { EXAMPLES } from '../../examples/expected.js';

jest.setTimeout(300_000); // a suspended warehouse starts first

/** The profile that the environment names: JSON as `parseProfile` reads it. */
function liveOptions(): AccountOptions {
  const file = process.env.FIRN_LIVE_PROFILE_FILE;
  if (file === undefined) throw new Error('FIRN_LIVE_PROFILE_FILE is not set: it names the JSON file of one profile.');
  const {
    name: _name,
    tenant: _tenant,
    scratchSchema: _scratch,
    limits: _limits,
    ...options
  } = parseProfile(JSON.parse(readFileSync(file, 'utf8')));
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
