import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { ConfigError } from './config.js';

/** Form of the data folder: physical types, catalog, history and results. A change that older servers cannot read raises it. */
export const DATA_VERSION = 1;
const VERSION_FILE = 'version.json';
const DATABASE_FILE = 'engine.duckdb';

export interface DataFolder {
  readonly root: string;
  /** DuckDB's file, or `:memory:`. */
  readonly database: string;
  readonly stages: string;
  readonly results: string;
  /** Of this run alone. */
  readonly spill: string;
  readonly journal: string;
  /** Deletes what runs that were killed have spilled. Another server may have the folder until the database is open. */
  removeOldSpills(): void;
  /** Deletes a folder that was made for this run alone. */
  remove(): void;
}

/**
 * Opens or makes the data folder; without a path everything lives as long as the process.
 *
 * @throws ConfigError for a folder that cannot be used: not writable, damaged, or written by a newer server.
 */
export function openDataFolder(path: string | null): DataFolder {
  const root = path === null ? mkdtempSync(join(tmpdir(), 'firn-local-')) : resolve(path);
  try {
    return prepared(root, path !== null);
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(`The data folder ${root} cannot be used: ${reasonOf(error)}. Give another one with --data.`);
  }
}

function prepared(root: string, isKept: boolean): DataFolder {
  const folders = { stages: join(root, 'stages'), results: join(root, 'results'), spills: join(root, 'spill') };
  // Below a folder that is there not by the recursive form: it never returns where the system answers ENOENT, as below /proc.
  if (!existsSync(root)) mkdirSync(root, { recursive: !existsSync(dirname(root)), mode: 0o700 });
  checkVersion(root);
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true, mode: 0o700 });
  closeToOthers(root);
  const spill = mkdtempSync(join(folders.spills, 'run-'));
  return {
    root,
    stages: folders.stages,
    results: folders.results,
    spill,
    database: isKept ? join(root, DATABASE_FILE) : ':memory:',
    journal: join(root, 'history.journal'),
    removeOldSpills: () => {
      for (const name of readdirSync(folders.spills)) {
        if (name !== basename(spill)) rmSync(join(folders.spills, name), { recursive: true, force: true });
      }
    },
    remove: () => {
      if (!isKept) rmSync(root, { recursive: true, force: true });
    },
  };
}

/** A folder that others could read, made by hand or with looser rights, is theirs no longer. */
function closeToOthers(root: string): void {
  chmodSync(root, 0o700);
  for (const entry of readdirSync(root, { withFileTypes: true })) {
    if (entry.isDirectory()) chmodSync(join(root, entry.name), 0o700);
    else if (entry.isFile()) chmodSync(join(root, entry.name), 0o600);
  }
}

function checkVersion(root: string): void {
  const file = join(root, VERSION_FILE);
  const version = existsSync(file) ? versionIn(readFileSync(file, 'utf8')) : null;
  if (version === DATA_VERSION) return;
  if (version !== null) {
    throw new ConfigError(
      `The data folder ${root} has version ${version}, this server knows ${DATA_VERSION}. Use a server of that version, or another folder with --data.`,
    );
  }
  // A newer server's data read by this one would be worse than no start.
  if (existsSync(join(root, DATABASE_FILE))) {
    throw new ConfigError(
      `${file} is missing or damaged, so that the version of the data folder is not known. If this server wrote the folder, put {"version":${DATA_VERSION}} into that file; else use another folder with --data.`,
    );
  }
  const next = `${file}.next`;
  writeFileSync(next, `${JSON.stringify({ version: DATA_VERSION })}\n`);
  renameSync(next, file);
}

/** null: the text says no version. */
function versionIn(text: string): number | null {
  try {
    const value: unknown = JSON.parse(text);
    const version = typeof value === 'object' && value !== null && 'version' in value ? value.version : null;
    return typeof version === 'number' ? version : null;
  } catch {
    return null;
  }
}

/** The error in the operating system's words. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, ' ').trim();
}
