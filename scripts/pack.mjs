import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from './set-up/root.mjs';

/** Folders of the packages that are published, those that others need first. */
export function packages() {
  const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return workspaces.flatMap((pattern) =>
    pattern.endsWith('/*')
      ? readdirSync(join(root, pattern.slice(0, -2))).map((name) => join(pattern.slice(0, -2), name))
      : [pattern],
  );
}

/** Packs every package into a folder (default `packed/`), as it would be published, and prints each file's name. */
export function main([folder = 'packed']) {
  const target = resolve(root, folder);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const path of packages()) process.stdout.write(`${pack(path, target)}\n`);
  return 0;
}

/** Packs the package in `path` into a folder; gives the name of the file. */
export function pack(path, target) {
  copyFileSync(join(root, 'LICENSE'), join(root, path, 'LICENSE'));
  const { status, stdout } = spawnSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: join(root, path),
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`npm pack failed in ${path}.`);
  return stdout.trim();
}
