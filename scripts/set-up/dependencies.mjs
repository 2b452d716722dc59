import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { say } from './say.mjs';

/** Installs exactly the locked packages, unless they are what is installed already, by whichever command of npm. */
export function ensureDependencies() {
  if (areInstalled()) return;
  say('installing the locked packages (npm ci), about a minute');
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (status !== 0) throw new Error('npm ci failed: see above.');
}

/** npm leaves a lock of its own in node_modules, once the last package is in its place; the root itself is not in it. */
function areInstalled() {
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  const locked = packagesOf(join(root, 'package-lock.json'));
  if (installed === null || locked === null) return false;
  const isThere = ([path, { version, link, optional }]) => {
    const found = installed[path];
    // Of those that are optional npm leaves out what is made for other machines.
    return found === undefined ? optional === true || path === '' : found.version === version && found.link === link;
  };
  return Object.entries(locked).every(isThere) && Object.keys(installed).every((path) => path in locked);
}

/** Packages by their place, or null where there is no lock that can be read. */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
