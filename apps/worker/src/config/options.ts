import type { StructuredLogger } from '@firn/nest';
import { ConfigError } from '@firn/nest/internal';
import { type Profile, type ProfileInput, parseProfile } from '@firn/snowflake';
import { configOf, type WorkerConfig } from './config.js';
import { Settings } from './settings.js';

/** Options of the module by the setting that each is: limits and defaults are those of the setting. */
const SETTINGS = {
  redisUrl: 'FIRN_REDIS_URL',
  dataFolder: 'FIRN_DATA_DIR',
  name: 'FIRN_WORKER_NAME',
  shards: 'FIRN_SHARDS',
  keepResultsMs: 'FIRN_KEEP_RESULTS_MS',
  keepRecordsMs: 'FIRN_KEEP_RECORDS_MS',
  submits: 'FIRN_WORKER_SUBMITS',
  finishes: 'FIRN_WORKER_FINISHES',
  controls: 'FIRN_WORKER_CONTROLS',
  builds: 'FIRN_WORKER_BUILDS',
  pageRows: 'FIRN_WORKER_PAGE_ROWS',
  pageBytes: 'FIRN_WORKER_PAGE_BYTES',
  decoders: 'FIRN_WORKER_DECODERS',
  reconcileMs: 'FIRN_WORKER_RECONCILE_MS',
  sweepMs: 'FIRN_WORKER_SWEEP_MS',
  lockMs: 'FIRN_WORKER_LOCK_MS',
  loginMs: 'FIRN_WORKER_LOGIN_MS',
  answerMs: 'FIRN_WORKER_ANSWER_MS',
  shutdownMs: 'FIRN_WORKER_SHUTDOWN_MS',
  healthPort: 'FIRN_WORKER_HEALTH_PORT',
  healthHost: 'FIRN_WORKER_HEALTH_HOST',
  heartbeatMs: 'FIRN_TRACKER_HEARTBEAT_MS',
  heartbeatTtlMs: 'FIRN_TRACKER_TTL_MS',
  longestLookMs: 'FIRN_TRACKER_LONGEST_MS',
} as const satisfies Record<string, keyof Settings>;

type SettingOptions = {
  readonly [Name in keyof typeof SETTINGS]?: Settings[(typeof SETTINGS)[Name]];
};

/** What `FirnWorkerModule.forRoot` takes: the settings of a worker, by the names of JavaScript. */
export interface FirnWorkerOptions extends SettingOptions {
  /** Folder for results and large plans, shared with the API. */
  readonly dataFolder: string;
  /** The Snowflake profiles that this worker serves. */
  readonly profiles: readonly ProfileInput[];
  /** A log of fields and message, such as pino's. Default Nest's own log. */
  readonly logger?: StructuredLogger;
}

const KNOWN = [...Object.keys(SETTINGS), 'profiles', 'logger'];

/** @throws ConfigError with a line for each option that is wrong, missing or unknown. */
export function resolveOptions(given: FirnWorkerOptions): WorkerConfig {
  if (typeof given !== 'object' || given === null)
    throw new ConfigError([`FirnWorkerModule takes ${KNOWN.join(', ')}.`]);
  const unknown = Object.keys(given).filter((name) => !KNOWN.includes(name));
  const lines = unknown.map((name) => `${name} is not an option of FirnWorkerModule. There are ${KNOWN.join(', ')}.`);
  const values = Object.entries(SETTINGS).flatMap(([option, setting]) => {
    const value = Reflect.get(given, option);
    return value === undefined ? [] : [[setting, String(value)] as const];
  });
  const parsed = Settings.omit({ FIRN_PROFILES_FILE: true }).safeParse(Object.fromEntries(values));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const setting = path.join('.');
    const isThere = values.some(([name]) => name === setting);
    lines.push(isThere ? `${setting} ${message}.` : `${setting} is required.`);
  }
  if (!Array.isArray(given.profiles) || given.profiles.length === 0)
    lines.push('profiles is required: a list of profiles.');
  if (!parsed.success || lines.length > 0) throw inOptions(lines);
  try {
    return configOf(parsed.data, () => profilesOf(given.profiles));
  } catch (error) {
    throw error instanceof ConfigError ? inOptions(error.lines) : error;
  }
}

function profilesOf(given: readonly ProfileInput[]): ReadonlyMap<string, Profile> {
  const profiles = new Map<string, Profile>();
  for (const input of given) {
    const profile = parseProfile(input);
    if (profiles.has(profile.name)) throw new Error(`two profiles are called ${profile.name}`);
    profiles.set(profile.name, profile);
  }
  return profiles;
}

/** What is said of a setting, said of the option that it is. */
function inOptions(lines: readonly string[]): ConfigError {
  const names: readonly (readonly [string, string])[] = [
    ...Object.entries(SETTINGS),
    ['profiles', 'FIRN_PROFILES_FILE'],
  ];
  const said = (line: string) => names.reduce((text, [option, setting]) => text.replaceAll(setting, option), line);
  return new ConfigError(lines.map(said));
}
