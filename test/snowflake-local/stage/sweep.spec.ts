import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { namedStageFolder, userStageFolder } from '../../../apps/snowflake-local/src/stage/stage-folder.js';
import { sweepStages } from '../../../apps/snowflake-local/src/stage/sweep.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

it('removes the folders of stages that are in no catalog, and no others', async () => {
  await engine.run('CREATE STAGE kept');
  const stage = engine.catalog.view('').stage({ database: 'FIRN', schema: 'PUBLIC', name: 'KEPT' });
  const folders = [
    namedStageFolder(engine.stages, stage?.objectId ?? 0),
    userStageFolder(engine.stages, 'FIRN'),
    namedStageFolder(engine.stages, 7),
  ];
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'file'), '');
  }
  await sweepStages(engine.stages, engine.catalog);
  expect(folders.map((folder) => existsSync(folder))).toEqual([true, true, false]);
});
