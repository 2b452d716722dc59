import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Block } from './documented.js';
import type { System } from './system.js';

const ROOT = join(import.meta.dirname, '..', '..');

/** Runs blocks of a page, one after the other, as one program in the folder of a system. Gives what it prints. */
export function runPage(system: System, name: string, parts: readonly Block[]): string {
  const file = join(ROOT, 'examples', `${name}-${process.pid}.mts`); // beside the examples, so that the packages are found
  try {
    writeFileSync(file, parts.map(({ code }) => code).join('\n'));
    const program = ['--import', join(ROOT, 'node_modules', 'tsx', 'dist', 'loader.mjs'), file];
    const { status, stdout, stderr } = spawnSync(process.execPath, program, {
      cwd: system.folder,
      encoding: 'utf8',
      env: { ...process.env, FIRN_URL: system.apiUrl, FIRN_KEY: system.apiKey },
    });
    if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
    return stdout;
  } finally {
    rmSync(file, { force: true });
  }
}

/** What the blocks say that they print. */
export const promised = (parts: readonly Block[]): readonly string[] =>
  parts.flatMap(({ code }) => [...code.matchAll(/\/\/ → (.*)/g)].map(([, text = '']) => text));
