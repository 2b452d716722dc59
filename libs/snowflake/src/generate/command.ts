import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { realName, UsageError } from '@firn/snowpark';
import { directSession } from '../direct/direct-session.js';
import { calledBy, readColumns, type WantedSchema } from './read-columns.js';
import { typesText } from './types-text.js';

export const HELP = `firn types: TypeScript types of the tables and views of a Snowflake database

  firn types --out src/database.ts
  firn types --schema sales --schema archive.public --out src/database.ts --check

  --schema NAME       a schema, or database.schema; may be given again. Default: the schema of the connection
  --out FILE          where the types go; its folders are made. Without it they are printed
  --check             changes nothing; exits with 1 if FILE is not what would be written
  --connection NAME   a connection of Snowflake's connections.toml. Default: the default one.
                      SNOWFLAKE_CONNECTIONS_<NAME>_PASSWORD and the like stand in for its keys, or for all of it
`;

/** What the command says, and what it exits with. */
export interface Said {
  readonly text: string;
  readonly exit: 0 | 1;
}

/**
 * Runs `firn` with these arguments.
 *
 * @throws UsageError for arguments that cannot be meant; SnowflakeError with what Snowflake answered
 */
export async function firn(args: readonly string[]): Promise<Said> {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || command === '--help' || command === '-h') {
    return { text: HELP, exit: 0 };
  }
  if (command !== 'types') throw misused(`There is no command ${command}. There is types.`);
  const options = read(rest);
  if (options.help) return { text: HELP, exit: 0 };
  if (options.check && options.out === undefined) throw misused('--check needs --out: the file that it checks.');
  const text = await generated(options.connection, options.schema ?? []);
  if (options.out === undefined) return { text, exit: 0 };
  const before = await contentOf(options.out);
  if (before !== null && withPlainEnds(before) === text) return { text: `${options.out} is current.\n`, exit: 0 };
  if (options.check) return { text: stale(options.out, before, text), exit: 1 };
  await mkdir(dirname(options.out), { recursive: true });
  await writeFile(options.out, text);
  return { text: `${options.out} is written.\n`, exit: 0 };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        schema: { type: 'string', multiple: true },
        out: { type: 'string' },
        check: { type: 'boolean', default: false },
        connection: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw misused(error instanceof Error ? error.message : String(error), error);
  }
}

async function generated(connectionName: string | undefined, names: readonly string[]): Promise<string> {
  const schemas = names.map(schemaOf);
  const session = await directSession(connectionName === undefined ? {} : { connectionName });
  try {
    const wanted = schemas.length > 0 ? onceEach(schemas) : [await ownSchema(() => session.getCurrentSchema())];
    const found = [];
    for (const each of wanted) found.push(...(await readColumns(session, each)));
    return typesText(found);
  } finally {
    await session.close();
  }
}

/** A schema that is named twice is there once: its tables would be two members of one name. */
function onceEach(schemas: readonly WantedSchema[]): readonly WantedSchema[] {
  const byName = new Map<string, WantedSchema>();
  for (const each of schemas) {
    const name = calledBy(each);
    const other = byName.get(name);
    if (other !== undefined && other.schema !== each.schema)
      throw misused(`--schema: two schemas would both be called ${name}.`);
    byName.set(name, each);
  }
  return [...byName.values()];
}

async function ownSchema(current: () => Promise<string | null>): Promise<WantedSchema> {
  const schema = await current();
  if (schema === null) throw misused('The connection has no schema. Name one: --schema NAME.');
  return { database: null, schema };
}

/** One or two identifiers with a dot between; a dot in quotes belongs to the name. */
function schemaOf(text: string): WantedSchema {
  const parts = text.match(/"(?:[^"]|"")*"|[^."]+/g) ?? [];
  const [first, second, ...more] = parts;
  if (first === undefined || more.length > 0 || parts.join('.') !== text) {
    throw misused(`--schema ${text}: a schema, or database.schema, is needed.`);
  }
  return second === undefined
    ? { database: null, schema: realName(first) }
    : { database: realName(first), schema: realName(second) };
}

async function contentOf(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** As they are where git writes the ends of Windows' lines. */
const withPlainEnds = (text: string): string => text.replaceAll('\r\n', '\n');

const SHOWN = 20;

/** Which lines differ: `-` stands in the file, `+` in the database. */
function stale(file: string, before: string | null, now: string): string {
  if (before === null) return `${file} is not there. Run firn types without --check to write it.\n`;
  const [old, fresh] = [placed(withPlainEnds(before)), placed(now)];
  const [inOld, inFresh] = [new Set(old), new Set(fresh)];
  const lines = [
    ...old.filter((line) => !inFresh.has(line)).map((line) => `- ${line}`),
    ...fresh.filter((line) => !inOld.has(line)).map((line) => `+ ${line}`),
  ];
  const shown = lines.length === 0 ? ['its lines stand in another order'] : lines.slice(0, SHOWN);
  const rest = lines.length > SHOWN ? `  and ${lines.length - SHOWN} lines more\n` : '';
  const told = shown.map((line) => `  ${line}\n`).join('');
  return `${file} is not current. Run firn types without --check to write it.\n${told}${rest}`;
}

/** Each line behind the schema and the table that it is of: many tables have the same columns. */
function placed(text: string): readonly string[] {
  const path: string[] = [];
  return text.split('\n').map((line) => {
    const depth = (line.length - line.trimStart().length) / 2;
    const [, opened] = /^(.*): \{$/.exec(line.trim()) ?? [];
    const place = path.slice(0, Math.max(0, depth - 1)).join('.');
    if (opened !== undefined && depth > 0) path.splice(depth - 1, path.length, opened);
    return place === '' ? line.trim() : `${place}: ${line.trim()}`;
  });
}

const misused = (text: string, cause?: unknown) =>
  new UsageError('invalid_argument', `${text}\nRun firn --help for what there is.`, { cause });
