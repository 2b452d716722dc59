import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ConfigError } from './config.js';

/** Form of the data folder: physical types, catalog, history and results. A change that older servers cannot read raises it. */
export const DATA_VERSION = 1;
const VERSION_FILE = 'version.json';

export interface DataFolder {
  readonly root: string;
  /** DuckDB's file, or `:memory:`. */
  readonly database: string;
  readonly stages: string;
  readonly results: string;
  readonly spill: string;
  readonly journal: string;
  /** Deletes a folder that was made for this run alone. */
  remove(): void;
}

/**
 * Opens or makes the data folder; without a path everything lives as long as the process.
 *
 * @throws ConfigError for a folder that a newer server has written.
 */
export function openDataFolder(path: string | null): DataFolder {
  const root = path === null ? mkdtempSync(join(tmpdir(), 'firn-local-')) : resolve(path);
  const folders = { stages: join(root, 'stages'), results: join(root, 'results'), spill: join(root, 'spill') };
  mkdirSync(root, { recursive: true });
  checkVersion(root);
  // What a killed run has spilled is of no use to this one.
  rmSync(folders.spill, { recursive: true, force: true });
  for (const folder of Object.values(folders)) mkdirSync(folder, { recursive: true });
  return {
    root,
    ...folders,
    database: path === null ? ':memory:' : join(root, 'engine.duckdb'),
    journal: join(root, 'history.journal'),
    remove: () => {
      if (path === null) rmSync(root, { recursive: true, force: true });
    },
  };
}

function checkVersion(root: string): void {
  const file = join(root, VERSION_FILE);
  if (!existsSync(file)) {
    writeFileSync(file, `${JSON.stringify({ version: DATA_VERSION })}\n`);
    return;
  }
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: number };
  if (version === DATA_VERSION) return;
  throw new ConfigError(
    `The data folder ${root} has version ${version}, this server knows ${DATA_VERSION}. Use a server of that version, or another folder with --data.`,
  );
}
