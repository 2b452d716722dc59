import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '@firn/snowpark';
import type { TomlTable } from 'smol-toml';
import { isTable, readToml } from './read-toml.js';

/** One connection, as Snowflake's files have it: keys in small letters, values as they are written. */
export interface FoundConnection {
  readonly name: string;
  /** The file that it stands in, or the variables of the environment. */
  readonly from: string;
  readonly keys: Readonly<Record<string, unknown>>;
}

/**
 * The connection of that name, or without one the default, where Snowflake's own tools look for it: `connections.toml`, else the
 * `connections` of `config.toml`, in the folder `$SNOWFLAKE_HOME`, `~/.snowflake` or the platform's. A variable such as
 * `SNOWFLAKE_CONNECTIONS_DEV_PASSWORD` stands in for one key.
 *
 * @throws UsageError where there is no such connection, with where it was looked for and which ones there are
 */
export async function findConnection(wanted?: string): Promise<FoundConnection> {
  const folder = await configFolder();
  const files = { connections: join(folder, 'connections.toml'), config: join(folder, 'config.toml') };
  const config = await readToml(files.config);
  const connections = await readToml(files.connections);
  const name = wanted ?? process.env.SNOWFLAKE_DEFAULT_CONNECTION_NAME ?? defaultNameOf(config) ?? 'default';
  const [from, tables] =
    connections === null ? [files.config, tableOf(config, 'connections')] : [files.connections, connections];
  const table = tableOf(tables, name);
  const told = keysOfEnvironment(name);
  if (table === null && Object.keys(told).length === 0) throw noConnection(name, files, tables);
  return { name, from: table === null ? 'the environment' : from, keys: { ...lowerCased(table ?? {}), ...told } };
}

/** `$SNOWFLAKE_HOME`, else `~/.snowflake` if it is there, else where the platform keeps configuration. */
async function configFolder(): Promise<string> {
  const home = homedir();
  const told = process.env.SNOWFLAKE_HOME;
  const folder = told === undefined || told === '' ? join(home, '.snowflake') : told.replace(/^~(?=$|[/\\])/, home);
  const isThere = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isThere ? folder : platformFolder(home);
}

function platformFolder(home: string): string {
  switch (process.platform) {
    case 'darwin':
      return join(home, 'Library', 'Application Support', 'snowflake');
    case 'win32':
      return join(home, 'AppData', 'Local', 'snowflake');
    default:
      return join(process.env.XDG_CONFIG_HOME || join(home, '.config'), 'snowflake');
  }
}

function defaultNameOf(config: TomlTable | null): string | undefined {
  const name = config?.default_connection_name;
  return typeof name === 'string' && name !== '' ? name : undefined;
}

function tableOf(tables: TomlTable | null, name: string): TomlTable | null {
  const found = tables !== null && Object.hasOwn(tables, name) ? tables[name] : undefined;
  return isTable(found) ? found : null;
}

function keysOfEnvironment(name: string): Readonly<Record<string, string>> {
  const prefix = `SNOWFLAKE_CONNECTIONS_${name.toUpperCase()}_`;
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([variable, value]) =>
      variable.toUpperCase().startsWith(prefix) && value !== undefined
        ? [[variable.slice(prefix.length).toLowerCase(), value]]
        : [],
    ),
  );
}

const lowerCased = (table: TomlTable): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(table).map(([key, value]) => [key.toLowerCase(), value]));

function noConnection(
  name: string,
  files: { readonly connections: string; readonly config: string },
  tables: TomlTable | null,
): UsageError {
  const names = Object.entries(tables ?? {}).flatMap(([each, value]) => (isTable(value) ? [each] : []));
  const there = names.length === 0 ? 'There is none at all.' : `There are ${names.join(', ')}.`;
  const cure = `Write [${name}] with account, user and password into ${files.connections}, or give the options.`;
  return new UsageError(
    'invalid_argument',
    `There is no connection ${name} in ${files.connections} or ${files.config}. ${there} ${cure}`,
  );
}
