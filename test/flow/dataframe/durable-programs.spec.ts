import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { durableSession } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { objectConstruct, type Session } from '@firn/snowpark';
import { PROGRAMS } from '../../../scripts/clients/programs/index.js';
import { answerOf } from '../../../scripts/clients/programs/program.js';
import { makeTables } from '../../../scripts/clients/programs/run.js';
import { localConnection } from '../../../scripts/system/local-connection.js';
import { LOCAL_PROFILE, type System, startSystem } from '../../support/system.js';

/** What the programs give on a direct session: `programs.spec` holds that. */
const ANSWERS: ReadonlyMap<string, unknown> = new Map(
  readFileSync(join(__dirname, 'programs.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line): [string, unknown] => {
      const { program, answer }: { readonly program: string; readonly answer: unknown } = JSON.parse(line);
      return [program, answer];
    }),
);

let system: System;
let session: Session;
beforeAll(async () => {
  system = await startSystem({ workers: 1 });
  await using direct = await directSession(localConnection(system.snowflake.url));
  await makeTables(direct, 'public');
  session = await durableSession({ url: system.apiUrl, apiKey: system.apiKey, profile: LOCAL_PROFILE });
});
afterAll(async () => {
  await session?.close();
  await system?.stop();
});

it.each(Object.entries(PROGRAMS))('a program gives as jobs what it gives directly: %s', async (name, program) => {
  expect(JSON.parse(JSON.stringify(await answerOf(await program(session))))).toEqual(ANSWERS.get(name));
});

it('makes objects of all columns of a frame', async () => {
  const frame = session.table('steps').select('g', 'at').as();
  const rows = await frame.withColumn('o', objectConstruct('*')).filter("g = 'b' and at = 4").collect();
  expect(rows.map((row) => JSON.parse(String(row.get('O'))))).toEqual([{ G: 'b', AT: 4 }]);
});
