import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';

const INPUTS = ['apps', 'libs', 'tsconfig.json', 'nest-cli.json', 'package-lock.json'];
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** Builds api, worker and the local Snowflake into dist/, unless dist/ was built from these very sources. */
export function ensureBuild() {
  const dist = join(root, 'dist');
  const stamp = join(dist, '.fingerprint');
  const fingerprint = fingerprintOf(INPUTS);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === fingerprint) return;
  say('building api, worker and the local Snowflake');
  rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  step(bin('nest'), ['build', 'api']);
  step(bin('nest'), ['build', 'worker']);
  step(bin('tsc'), ['-p', 'apps/snowflake-local/tsconfig.json']);
  writeFileSync(stamp, fingerprint);
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
      if (entry.name === 'node_modules') continue;
      const child = `${path}/${entry.name}`;
      if (entry.isDirectory()) visit(child);
      else hash.update(`${child}\0`).update(readFileSync(join(root, child)));
    }
  };
  for (const path of paths) visit(path);
  return hash.digest('hex');
}
