import { availableParallelism } from 'node:os';

/** Settings of the process, checked. */
export interface Config {
  readonly host: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of the database, stages and results; null keeps everything in memory and a temporary folder. */
  readonly dataFolder: string | null;
  readonly areFaultsAllowed: boolean;
  readonly logLevel: string;
  readonly memoryLimit: string;
  readonly threads: number;
  /** Seconds that a synchronous request is held before it is answered with 333333. */
  readonly holdSeconds: number;
  readonly resultHours: number;
  readonly sessionTokenSeconds: number;
  readonly masterTokenSeconds: number;
  readonly chunkEncoding: 'auto' | 'gzip' | 'identity';
  readonly user: string;
  readonly password: string;
  /** Base64 or PEM of the first user's public key; null for none. */
  readonly publicKey: string | null;
  readonly database: string;
  readonly schema: string;
  readonly warehouse: string;
  readonly role: string;
}

/** A setting has a wrong value. The process ends with exit code 78 and this message. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

interface Setting<T> {
  /** `--name` on the command line, FIRN_LOCAL_NAME in the environment, dashes as underscores. */
  readonly name: string;
  readonly preset: string;
  readonly allowed: string;
  /** undefined: not allowed. */
  read(text: string): T | undefined;
}

const integer = (name: string, preset: number, least: number, most: number): Setting<number> => ({
  name,
  preset: String(preset),
  allowed: `a whole number from ${least} to ${most}`,
  read: (text) => (/^\d+$/.test(text) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined),
});
const oneOf = <T extends string>(name: string, preset: T, values: readonly T[]): Setting<T> => ({
  name,
  preset,
  allowed: `one of ${values.join(', ')}`,
  read: (text) => values.find((value) => value === text),
});
const words = (name: string, preset: string, pattern: RegExp, allowed: string): Setting<string> => ({
  name,
  preset,
  allowed,
  read: (text) => (pattern.test(text) ? text : undefined),
});
const isTrue = (name: string): Setting<boolean> => ({
  name,
  preset: 'false',
  allowed: 'true or false',
  read: (text) => (text === 'true' || text === '' ? true : text === 'false' ? false : undefined),
});
const identifier = (name: string, preset: string): Setting<string> => ({
  ...words(name, preset, /^[A-Za-z_][A-Za-z0-9_$]*$/, 'an identifier: letters, digits, _ and $'),
  read: (text) => (/^[A-Za-z_][A-Za-z0-9_$]*$/.test(text) ? text.toUpperCase() : undefined),
});
const optional = (name: string, allowed: string): Setting<string | null> => ({
  name,
  preset: '',
  allowed,
  read: (text) => (text === '' ? null : text),
});

const SETTINGS = {
  host: words('host', '127.0.0.1', /^[\w.:-]+$/, 'a host name or an IP address'),
  port: integer('port', 8_084, 0, 65_535),
  dataFolder: optional('data', 'a folder, made if absent'),
  areFaultsAllowed: isTrue('faults'),
  logLevel: oneOf('log-level', 'info', ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  memoryLimit: words('memory', '2GB', /^\d+(?:\.\d+)?\s?[KMGT]i?B$/, 'a size such as 512MB or 4GB'),
  threads: integer('threads', availableParallelism(), 1, 256),
  holdSeconds: integer('hold-seconds', 30, 1, 55),
  resultHours: integer('result-hours', 24, 1, 744),
  sessionTokenSeconds: integer('session-token-seconds', 3_600, 1, 31_536_000),
  masterTokenSeconds: integer('master-token-seconds', 14_400, 1, 31_536_000),
  chunkEncoding: oneOf('chunk-encoding', 'auto', ['auto', 'gzip', 'identity']),
  user: identifier('user', 'FIRN'),
  password: words('password', 'firn', /^.+$/s, 'a text that is not empty'),
  publicKey: optional('public-key', 'an RSA public key, PEM or base64'),
  database: identifier('database', 'FIRN'),
  schema: identifier('schema', 'PUBLIC'),
  warehouse: identifier('warehouse', 'COMPUTE_WH'),
  role: identifier('role', 'ACCOUNTADMIN'),
} satisfies { readonly [K in keyof Config]: Setting<Config[K]> };

/** What each setting is for, as `--help` shows it. */
const MEANINGS: Readonly<Record<keyof Config, string>> = {
  host: 'address to listen on',
  port: 'port to listen on; 0 picks a free one',
  dataFolder: 'folder of database, stages and results; without it everything is gone at the end',
  areFaultsAllowed: 'allows the fault switches',
  logLevel: 'fatal to trace, silent',
  memoryLimit: 'most memory of the server',
  threads: 'threads of the engine',
  holdSeconds: 'how long a synchronous request is held before it is told to ask again',
  resultHours: 'how long results are kept',
  sessionTokenSeconds: 'life of a session token',
  masterTokenSeconds: 'life of a master token',
  chunkEncoding: 'auto (gzip, but not over loopback), gzip or identity',
  user: 'the first user, made at the first start',
  password: 'its password',
  publicKey: 'its public key, for logins with a key pair',
  database: 'its database',
  schema: 'its schema',
  warehouse: 'its warehouse',
  role: 'its role',
};

/** Whether the command line asks what there is. */
export const asksForHelp = (args: readonly string[]): boolean => args.some((arg) => arg === '--help' || arg === '-h');

/** Every setting with its default, for whoever asks. */
export function helpText(): string {
  const lines = Object.entries(SETTINGS).map(([key, { name, preset }]) => {
    const meaning = MEANINGS[key as keyof Config];
    return `  --${name.padEnd(22)} ${meaning}${preset === '' ? '' : ` (${preset})`}`;
  });
  return [
    "A local Snowflake: the drivers' wire protocol in front, DuckDB behind.",
    '',
    ...lines,
    '',
    'Each is also a variable: --log-level is FIRN_LOCAL_LOG_LEVEL. An argument wins.',
    'Prints `ready http://HOST:PORT` as its only line on standard output; its log goes to standard error.',
    '',
  ].join('\n');
}

const byOption = new Map(Object.values(SETTINGS).map((setting) => [setting.name, setting]));
const variableOf = (name: string): string => `FIRN_LOCAL_${name.toUpperCase().replaceAll('-', '_')}`;

/**
 * Reads the settings: a command line argument wins over the environment, that over the default.
 *
 * @throws ConfigError naming what is wrong and what is allowed.
 */
export function readConfig(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Config {
  const given = readArguments(args);
  for (const name of Object.keys(environment)) {
    if (name.startsWith('FIRN_LOCAL_') && ![...byOption.keys()].some((option) => variableOf(option) === name)) {
      throw new ConfigError(`${name} is no setting. Allowed are ${[...byOption.keys()].map(variableOf).join(', ')}.`);
    }
  }
  const value = <T>(setting: Setting<T>): T => {
    const variable = variableOf(setting.name);
    const fromArguments = given.get(setting.name);
    const text = fromArguments ?? environment[variable] ?? setting.preset;
    const read = setting.read(text);
    if (read !== undefined) return read;
    const name = fromArguments === undefined ? variable : `--${setting.name}`;
    throw new ConfigError(`${name} is '${text}'; allowed is ${setting.allowed}.`);
  };
  return {
    host: value(SETTINGS.host),
    port: value(SETTINGS.port),
    dataFolder: value(SETTINGS.dataFolder),
    areFaultsAllowed: value(SETTINGS.areFaultsAllowed),
    logLevel: value(SETTINGS.logLevel),
    memoryLimit: value(SETTINGS.memoryLimit),
    threads: value(SETTINGS.threads),
    holdSeconds: value(SETTINGS.holdSeconds),
    resultHours: value(SETTINGS.resultHours),
    sessionTokenSeconds: value(SETTINGS.sessionTokenSeconds),
    masterTokenSeconds: value(SETTINGS.masterTokenSeconds),
    chunkEncoding: value(SETTINGS.chunkEncoding),
    user: value(SETTINGS.user),
    password: value(SETTINGS.password),
    publicKey: value(SETTINGS.publicKey),
    database: value(SETTINGS.database),
    schema: value(SETTINGS.schema),
    warehouse: value(SETTINGS.warehouse),
    role: value(SETTINGS.role),
  };
}

/** `--name value`, `--name=value`, and `--faults` alone. */
function readArguments(args: readonly string[]): ReadonlyMap<string, string> {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at += 1) {
    const [, name, inline] = /^--([a-z-]+)(?:=(.*))?$/s.exec(args[at] ?? '') ?? [];
    if (name === undefined || !byOption.has(name)) {
      throw new ConfigError(
        `${args[at]} is no argument. Allowed are ${[...byOption.keys()].map((n) => `--${n}`).join(', ')}.`,
      );
    }
    if (inline !== undefined) {
      given.set(name, inline);
      continue;
    }
    const next = args[at + 1];
    if (name === 'faults' && (next === undefined || next.startsWith('--'))) {
      given.set(name, 'true');
    } else if (next === undefined) {
      throw new ConfigError(`--${name} lacks its value; allowed is ${byOption.get(name)?.allowed}.`);
    } else {
      given.set(name, next);
      at += 1;
    }
  }
  return given;
}
