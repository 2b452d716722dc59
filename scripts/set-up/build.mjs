import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';

const INPUTS = ['apps', 'libs', 'tsconfig.json', 'package-lock.json'];
const PACKAGES = ['libs', 'apps'];
/** What the compiler reads; a licence that packing copies beside it is no reason to build again. */
const IS_INPUT = /\.(?:ts|json)$/;
const OUTPUT_OF_SOURCE = /\.(?:js|d\.ts)(?:\.map)?$/;
const bin = (name) => join(root, 'node_modules', '.bin', name);

/**
 * Builds every package into its own dist/, unless all of them are there, built from these very sources. What was built before stays
 * until it is written anew: another command of this checkout may be running it, or build at the same moment.
 */
export function ensureBuild() {
  const stamp = join(root, 'node_modules', '.firn-build');
  const fingerprint = fingerprintOf(INPUTS);
  const isThere = packages().every((folder) => existsSync(join(folder, 'dist')));
  if (isThere && existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  say('building the libraries, the API, the worker and the local Snowflake');
  rmSync(stamp, { force: true });
  step(bin('tsc'), ['--build', '--force', 'libs/nest', 'apps/api', 'apps/worker', 'apps/snowflake-local']);
  for (const folder of packages()) removeOrphans(folder);
  writeFileSync(stamp, fingerprint);
}

const packages = () => PACKAGES.flatMap((kind) => readdirSync(join(root, kind)).map((name) => join(root, kind, name)));

/** Nothing is packed whose source is gone. */
function removeOrphans(folder) {
  const output = join(folder, 'dist');
  if (!existsSync(output)) return;
  for (const file of readdirSync(output, { recursive: true })) {
    if (OUTPUT_OF_SOURCE.test(file) && !existsSync(join(folder, 'src', file.replace(OUTPUT_OF_SOURCE, '.ts')))) {
      rmSync(join(output, file));
    }
  }
}

function step(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error(`The build failed at: ${args.join(' ')}`);
}

function fingerprintOf(paths) {
  const hash = createHash('sha256');
  const visit = (path) => {
    const full = join(root, path);
    const entries = path.includes('.') ? null : readdirSync(full, { withFileTypes: true });
    if (entries === null) return void hash.update(`${path}\0`).update(readFileSync(full));
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === 'node_modules' || entry.name === 'dist') continue;
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(child);
      else if (IS_INPUT.test(child)) hash.update(`${child}\0`).update(readFileSync(join(root, child)));
    }
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}
