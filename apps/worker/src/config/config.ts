import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { ConfigError, unknownSettings } from '@firn/nest/internal';
import { ensurePrivateFolder } from '@firn/results';
import type { Profile } from '@firn/snowflake';
import { readProfilesFile } from './profiles-file.js';
import { Settings } from './settings.js';

export interface WorkerConfig {
  readonly name: string;
  readonly redisUrl: string;
  readonly dataFolder: string;
  readonly profiles: ReadonlyMap<string, Profile>;
  readonly shards: number;
  readonly logLevel: Settings['FIRN_LOG_LEVEL'];
  readonly keepResultsMs: number;
  readonly keepRecordsMs: number;
  /** Steps at the same time, by queue; `build` for each handler. */
  readonly concurrency: {
    readonly submit: number;
    readonly finish: number;
    readonly control: number;
    readonly build: number;
  };
  readonly page: { readonly rows: number; readonly bytes: number };
  readonly decoders: number;
  readonly reconcileMs: number;
  readonly sweepMs: number;
  readonly auditMs: number;
  /** Absent where nobody else uses the Snowflake users of its profiles. */
  readonly fleet: string | undefined;
  readonly lockMs: number;
  /** How long a step waits for a login, and for any other answer, before the job says what it waits for. */
  readonly loginMs: number;
  readonly answerMs: number;
  readonly shutdownMs: number;
  /** Where the worker tells its health; port null: nowhere. */
  readonly health: { readonly host: string; readonly port: number | null };
  readonly tracker: {
    readonly heartbeatMs: number;
    readonly ttlMs: number;
    readonly longestMs: number;
    /** Queries of a profile in flight from which its history is read as well, and how often. */
    readonly historyFrom: number;
    readonly historyMs: number;
  };
}

/**
 * Reads the whole configuration from an environment. An empty value counts as unset.
 *
 * @throws ConfigError with a line for each wrong, missing or unknown variable.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): WorkerConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Settings.safeParse(given);
  const lines = [
    ...unknownSettings(given, Object.keys(Settings.shape), ['FIRN_WORKER_', 'FIRN_TRACKER_', 'FIRN_KEEP_']),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => lineOf(path.join('.'), message, given)),
  ];
  if (!parsed.success || lines.length > 0) throw new ConfigError(lines);
  const settings = parsed.data;
  return configOf(settings, () => readProfilesFile(settings.FIRN_PROFILES_FILE, environment));
}

/** @throws ConfigError for settings that do not go together, and for files and folders that cannot be used */
export function configOf(
  settings: Omit<Settings, 'FIRN_PROFILES_FILE'>,
  readProfiles: () => WorkerConfig['profiles'],
): WorkerConfig {
  const lines: string[] = [...contradictionsIn(settings)];
  const read = <T>(name: keyof Settings, reader: () => T): T | undefined => {
    try {
      return reader();
    } catch (error) {
      lines.push(`${name}: ${error instanceof Error ? error.message : String(error)}.`);
      return undefined;
    }
  };
  const profiles = read('FIRN_PROFILES_FILE', readProfiles);
  const dataFolder = read('FIRN_DATA_DIR', () => ensureFolder(settings.FIRN_DATA_DIR));
  if (profiles === undefined || dataFolder === undefined || lines.length > 0) throw new ConfigError(lines);
  return Object.freeze(withSettings(settings, profiles, dataFolder));
}

/** A sentence for each two settings that do not go together. */
export function contradictionsIn(
  settings: Pick<Settings, 'FIRN_TRACKER_TTL_MS' | 'FIRN_TRACKER_HEARTBEAT_MS'>,
): readonly string[] {
  return settings.FIRN_TRACKER_TTL_MS >= 2 * settings.FIRN_TRACKER_HEARTBEAT_MS
    ? []
    : ['FIRN_TRACKER_TTL_MS must be at least twice FIRN_TRACKER_HEARTBEAT_MS: one late sign of life is no death.'];
}

const withSettings = (
  settings: Omit<Settings, 'FIRN_PROFILES_FILE'>,
  profiles: WorkerConfig['profiles'],
  dataFolder: string,
): WorkerConfig => ({
  name: settings.FIRN_WORKER_NAME ?? `${hostname().replace(/[^A-Za-z0-9_.-]/g, '-')}-${process.pid}`.slice(-63),
  redisUrl: settings.FIRN_REDIS_URL,
  dataFolder,
  profiles,
  shards: settings.FIRN_SHARDS,
  logLevel: settings.FIRN_LOG_LEVEL,
  keepResultsMs: settings.FIRN_KEEP_RESULTS_MS,
  keepRecordsMs: settings.FIRN_KEEP_RECORDS_MS,
  concurrency: {
    submit: settings.FIRN_WORKER_SUBMITS,
    finish: settings.FIRN_WORKER_FINISHES,
    control: settings.FIRN_WORKER_CONTROLS,
    build: settings.FIRN_WORKER_BUILDS,
  },
  page: { rows: settings.FIRN_WORKER_PAGE_ROWS, bytes: settings.FIRN_WORKER_PAGE_BYTES },
  decoders: settings.FIRN_WORKER_DECODERS,
  reconcileMs: settings.FIRN_WORKER_RECONCILE_MS,
  sweepMs: settings.FIRN_WORKER_SWEEP_MS,
  auditMs: settings.FIRN_WORKER_AUDIT_MS,
  fleet: settings.FIRN_FLEET,
  lockMs: settings.FIRN_WORKER_LOCK_MS,
  loginMs: settings.FIRN_WORKER_LOGIN_MS,
  answerMs: settings.FIRN_WORKER_ANSWER_MS,
  shutdownMs: settings.FIRN_WORKER_SHUTDOWN_MS,
  health: { host: settings.FIRN_WORKER_HEALTH_HOST, port: settings.FIRN_WORKER_HEALTH_PORT ?? null },
  tracker: {
    heartbeatMs: settings.FIRN_TRACKER_HEARTBEAT_MS,
    ttlMs: settings.FIRN_TRACKER_TTL_MS,
    longestMs: settings.FIRN_TRACKER_LONGEST_MS,
    historyFrom: settings.FIRN_TRACKER_HISTORY_FROM,
    historyMs: settings.FIRN_TRACKER_HISTORY_MS,
  },
});

const lineOf = (name: string, message: string, given: Readonly<Record<string, unknown>>): string =>
  given[name] === undefined ? `${name} is required: ${descriptionOf(name)}` : `${name} ${message}.`;

const descriptionOf = (name: string): string =>
  (Object.hasOwn(Settings.shape, name) && Settings.shape[name as keyof typeof Settings.shape].description) ||
  'see the list of settings.';

function ensureFolder(path: string): string {
  const folder = resolve(path);
  ensurePrivateFolder(folder);
  return folder;
}
