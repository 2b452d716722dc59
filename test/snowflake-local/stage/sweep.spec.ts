import { existsSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UNFINISHED } from '../../../apps/snowflake-local/src/stage/stage-files.js';
import { namedStageFolder, userStageFolder } from '../../../apps/snowflake-local/src/stage/stage-folder.js';
import { leftFolders, removeUnfinished } from '../../../apps/snowflake-local/src/stage/sweep.js';
import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

it('finds the folders of stages that are in no catalog, and no others', async () => {
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
  expect(await leftFolders(engine.stages, engine.catalog)).toEqual(folders.slice(2));
});

it('removes what runs that were killed had begun to write, and nothing that this one writes', async () => {
  const stage = userStageFolder(engine.stages, 'FIRN');
  const unload = join(stage, `a query${UNFINISHED}`);
  const [old, young, whole] = [`old.csv.1${UNFINISHED}`, `young.csv.2${UNFINISHED}`, 'whole.csv'].map((name) =>
    join(stage, 'below', name),
  ) as [string, string, string];
  for (const folder of [unload, join(stage, 'below')]) mkdirSync(folder, { recursive: true });
  for (const file of [join(unload, '0'), old, young, whole]) writeFileSync(file, '');
  const begun = Date.now();
  for (const path of [unload, old, whole]) utimesSync(path, begun / 1_000 - 10, begun / 1_000 - 10);
  utimesSync(young, begun / 1_000 + 10, begun / 1_000 + 10);
  await removeUnfinished(engine.stages, begun);
  expect([unload, old, young, whole].map((path) => existsSync(path))).toEqual([false, false, true, true]);
});
