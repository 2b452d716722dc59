import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '..', '..', '..');

/** Packs every package once for all specs of the project; `FIRN_PACKED` is the folder that the specs install into. */
export default async function packAll(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'firn-packed-'));
  process.env.FIRN_PACKED = folder;
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'pack', join(folder, 'tarballs')], {
    cwd: ROOT,
  });
}
