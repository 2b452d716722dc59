import { type ExecFileOptions, execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { until } from '../../support/until.js';

const LONGEST_INSTALL_MS = 300_000;

export const ROOT = join(__dirname, '..', '..', '..');

interface Manifest {
  readonly version: string;
  readonly exports?: object;
}
/** The manifest of each published package, by the last part of its name. */
const manifests = new Map<string, Manifest>(
  ['libs', 'apps'].flatMap((kind) =>
    readdirSync(join(ROOT, kind))
      .map((name) => [name, join(ROOT, kind, name, 'package.json')] as const)
      .filter(([, file]) => existsSync(file))
      .map(([name, file]) => [name, JSON.parse(readFileSync(file, 'utf8'))] as const),
  ),
);
export const PACKAGES: readonly string[] = [...manifests.keys()];
export const hasExports = (name: string): boolean => manifests.get(name)?.exports !== undefined;

/**
 * How a package gets into an empty folder, and how large that may be, in megabytes: a library with the tarballs that it needs, as
 * a user installs it; an app by the command that fills its container.
 */
export const INSTALLS = {
  snowpark: { with: ['snowpark'], most: 5 },
  client: { with: ['snowpark', 'contract', 'client'], most: 15 },
  snowflake: { with: ['snowpark', 'contract', 'snowflake'], most: 130 },
  'snowflake-local': { with: null, most: 100 },
  api: { with: null, most: 120 },
  worker: { with: null, most: 220 },
} as const;
export type Installed = keyof typeof INSTALLS;

/** The folder of this run of the project: `pack-all` made it. */
const base = (): string => {
  if (process.env.FIRN_PACKED === undefined) throw new Error('FIRN_PACKED is not set: pack-all has not run.');
  return process.env.FIRN_PACKED;
};

export const tarballs = (): string => join(base(), 'tarballs');
export const tarball = (name: string): string => join(tarballs(), `firn-${name}-${manifests.get(name)?.version}.tgz`);

/** Runs a program to its end; rejects with what it said where it fails. */
export async function run(command: string, args: readonly string[], options: ExecFileOptions = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(command, args, { ...options, encoding: 'utf8' });
  return stdout;
}

/** Where `installed` puts a package. */
export const folderOf = (name: string): string => join(base(), name);

/**
 * A folder with one package and what it needs and nothing else; the same one for every spec. Specs run side by side: whoever makes
 * the folder fills it, the others wait until it is whole.
 */
export async function installed(name: Installed): Promise<string> {
  const folder = folderOf(name);
  const outcome = `${folder}.outcome`;
  if (await makes(folder)) {
    const problem = await fill(name, folder).then(
      () => '',
      (error: unknown) => String(error),
    );
    await writeFile(`${outcome}.part`, problem);
    await rename(`${outcome}.part`, outcome);
  }
  await until(`${name} is installed`, async () => existsSync(outcome), LONGEST_INSTALL_MS);
  const problem = await readFile(outcome, 'utf8');
  if (problem !== '') throw new Error(`${name} was not installed: ${problem}`);
  return folder;
}

/** Whether this process is the one that made the folder. */
const makes = (folder: string): Promise<boolean> =>
  mkdir(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );

async function fill(name: Installed, folder: string): Promise<void> {
  const files = INSTALLS[name].with;
  if (files !== null) await install(folder, files.map(tarball));
  else await run(process.execPath, [join(ROOT, 'scripts', 'run.mjs'), 'slim', name, folder], { cwd: ROOT });
}

/** A folder of a spec's own with tarballs and packages of the registry installed. */
export async function installedFresh(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(base(), name);
  await mkdir(folder);
  await install(folder, packages);
  return folder;
}

/** An empty folder of a spec's own, removed at the end of the run. */
export async function scratchFolder(name: string): Promise<string> {
  const folder = join(base(), 'scratch', name);
  await mkdir(folder, { recursive: true });
  return folder;
}

async function install(folder: string, packages: readonly string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  const quiet = ['--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'];
  await run('npm', ['install', ...quiet, ...packages], { cwd: folder });
}

/** Writes a program into a folder and runs it there; gives what it prints. */
export async function program(
  folder: string,
  file: string,
  text: string,
  args: readonly string[] = [],
): Promise<string> {
  await writeFile(join(folder, file), text);
  return run(process.execPath, [join(folder, file), ...args], { cwd: folder });
}

export async function megabytesBelow(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true });
  const sizes = await Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await stat(join(entry.parentPath, entry.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0) / 1_000_000;
}
