import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { realName, UsageError } from '@firn/snowpark';
import { directSession } from '../direct/direct-session.js';
import { readColumns, type WantedSchema } from './read-columns.js';
import { typesText } from './types-text.js';

export const HELP = `firn types: TypeScript types of the tables and views of a Snowflake database

  firn types --out src/database.ts
  firn types --schema sales --schema archive.public --out src/database.ts --check

  --schema NAME       a schema, or database.schema; may be given again. Default: the schema of the connection
  --out FILE          where the types go. Without it they are printed
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
  if (before === text) return { text: `${options.out} is current.\n`, exit: 0 };
  if (options.check) return { text: stale(options.out, before, text), exit: 1 };
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
    const wanted = schemas.length > 0 ? schemas : [await ownSchema(() => session.getCurrentSchema())];
    const found = [];
    for (const each of wanted) found.push(...(await readColumns(session, each)));
    return typesText(found);
  } finally {
    await session.close();
  }
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

const SHOWN = 20;

/** Which lines differ: `-` stands in the file, `+` in the database. */
function stale(file: string, before: string | null, now: string): string {
  if (before === null) return `${file} is not there. Run firn types without --check to write it.\n`;
  const [old, fresh] = [before.split('\n'), now.split('\n')];
  const [inOld, inFresh] = [new Set(old), new Set(fresh)];
  const lines = [
    ...old.filter((line) => !inFresh.has(line)).map((line) => `- ${line.trim()}`),
    ...fresh.filter((line) => !inOld.has(line)).map((line) => `+ ${line.trim()}`),
  ];
  const shown = lines.slice(0, SHOWN).map((line) => `  ${line}\n`);
  const rest = lines.length > SHOWN ? `  and ${lines.length - SHOWN} lines more\n` : '';
  return `${file} is not current. Run firn types without --check to write it.\n${shown.join('')}${rest}`;
}

const misused = (text: string, cause?: unknown) =>
  new UsageError('invalid_argument', `${text}\nRun firn --help for what there is.`, { cause });
