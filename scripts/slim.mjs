import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pack, packages } from './pack.mjs';
import { root } from './set-up/root.mjs';
import { say } from './set-up/say.mjs';

const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));

/** Installs one app into an empty folder, as it is packed, with what it needs to run and nothing else, in the locked versions. */
export function main([name, folder]) {
  const manifests = new Map(packages().map((path) => [path, readJson(join(root, path, 'package.json'))]));
  const apps = [...manifests].filter(([path]) => path.startsWith('apps'));
  const [app] = apps.find(([path]) => basename(path) === name) ?? [];
  if (app === undefined || folder === undefined) {
    const names = apps.map(([path]) => basename(path)).join(', ');
    throw new Error(`npm run slim -- APP FOLDER; the apps are ${names}.`);
  }
  const target = resolve(folder);
  const tarballs = mkdtempSync(join(tmpdir(), 'firn-slim-'));
  try {
    const needed = closure(app, manifests);
    const files = Object.fromEntries(
      needed.map((path) => [manifests.get(path).name, `file:${join(tarballs, pack(path, tarballs))}`]),
    );
    say(`installing ${needed.map((path) => manifests.get(path).name).join(', ')} into ${target}`);
    mkdirSync(target, { recursive: true });
    const manifest = { name: `firn-${name}-installed`, private: true, dependencies: files };
    const { overrides } = readJson(join(root, 'package.json'));
    writeFileSync(join(target, 'package.json'), `${JSON.stringify({ ...manifest, overrides }, null, 2)}\n`);
    writeFileSync(join(target, 'package-lock.json'), JSON.stringify(lockWithoutWorkspaces(manifest)));
    const { status } = spawnSync(
      'npm',
      ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
      { cwd: target, stdio: ['ignore', 2, 2] },
    );
    if (status !== 0) throw new Error('npm install failed: see above.');
  } finally {
    rmSync(tarballs, { recursive: true, force: true });
  }
  return 0;
}

/** The folders of a package and of all of ours that it needs. */
function closure(path, manifests) {
  const byName = new Map([...manifests].map(([folder, { name }]) => [name, folder]));
  const found = new Set([path]);
  for (const folder of found) {
    for (const name of Object.keys(manifests.get(folder).dependencies ?? {})) {
      if (byName.has(name)) found.add(byName.get(name));
    }
  }
  return [...found];
}

/** The repository's lock with other roots: npm keeps its versions, and drops what nothing needs. */
function lockWithoutWorkspaces(manifest) {
  const lock = readJson(join(root, 'package-lock.json'));
  const locked = Object.entries(lock.packages).filter(([path, { link }]) => path.startsWith('node_modules/') && !link);
  return { ...lock, name: manifest.name, packages: { '': manifest, ...Object.fromEntries(locked) } };
}
