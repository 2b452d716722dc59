import type { StructuredLogger } from '@firn/nest';
import { asyncOptions, ConfigError } from '@firn/nest/internal';
import { Profile, type ProfileInput, parseProfile } from '@firn/snowflake';
import { UsageError } from '@firn/snowpark';
import {
  optionsOf,
  parsedBy,
  partOf,
  placeText,
  type Reader,
  type ReadersOf,
  required,
  shown,
  signature,
  wrongArgument,
} from '@firn/snowpark/internal';
import { configOf, contradictionsIn, type WorkerConfig } from './config.js';
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
  auditMs: 'FIRN_WORKER_AUDIT_MS',
  fleet: 'FIRN_FLEET',
  lockMs: 'FIRN_WORKER_LOCK_MS',
  loginMs: 'FIRN_WORKER_LOGIN_MS',
  answerMs: 'FIRN_WORKER_ANSWER_MS',
  shutdownMs: 'FIRN_WORKER_SHUTDOWN_MS',
  healthPort: 'FIRN_WORKER_HEALTH_PORT',
  healthHost: 'FIRN_WORKER_HEALTH_HOST',
  heartbeatMs: 'FIRN_TRACKER_HEARTBEAT_MS',
  heartbeatTtlMs: 'FIRN_TRACKER_TTL_MS',
  longestLookMs: 'FIRN_TRACKER_LONGEST_MS',
  historyFrom: 'FIRN_TRACKER_HISTORY_FROM',
  historyMs: 'FIRN_TRACKER_HISTORY_MS',
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

const OptionSettings = Settings.omit({ FIRN_PROFILES_FILE: true, FIRN_LOG_LEVEL: true });

/** An option takes the value itself, where a variable of the environment takes its text. */
function settingReader(setting: keyof typeof OptionSettings.shape): Reader<unknown, unknown> {
  const schema = OptionSettings.shape[setting];
  const allowed = schema.safeParse('').error?.issues[0]?.message ?? '';
  return {
    allowed,
    read(given, place) {
      const parsed = schema.safeParse(typeof given === 'number' ? String(given) : given);
      if (parsed.success && parsed.data === given) return given;
      const found = setting === 'FIRN_REDIS_URL' ? '' : `, found ${shown(given)}`; // which may hold a password
      throw new UsageError('invalid_argument', `${placeText(place)}: it ${allowed}${found}.`);
    },
  };
}

const SETTING_READERS = Object.fromEntries(
  Object.entries(SETTINGS).map(([option, setting]) => [option, settingReader(setting)]),
) as { readonly [Name in keyof typeof SETTINGS]: Reader<Given<Name>, Given<Name>> };
type Given<Name extends keyof typeof SETTINGS> = Exclude<SettingOptions[Name], undefined>;

const PROFILE = parsedBy('a profile', Profile, Object.keys(Profile.shape));
const PROFILES: Reader<readonly ProfileInput[], readonly ProfileInput[]> = {
  allowed: 'a list of profiles, one at least',
  read(given, place) {
    if (!Array.isArray(given) || given.length === 0) throw wrongArgument(place, this.allowed, given);
    const names = new Set<string>();
    for (const [index, input] of given.entries()) {
      const at = partOf(place, index);
      const { name } = PROFILE.read(input, at);
      if (names.has(name)) throw wrongArgument(partOf(at, 'name'), 'a name of its own', name);
      names.add(name);
    }
    return given;
  },
};

const LEVELS = ['debug', 'info', 'warn', 'error', 'fatal'] as const satisfies readonly (keyof StructuredLogger)[];
const LOGGER: Reader<StructuredLogger, StructuredLogger> = {
  allowed: `a logger with ${LEVELS.join(', ')}`,
  read(given, place) {
    if (!isLogger(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};
const isLogger = (given: unknown): given is StructuredLogger =>
  typeof given === 'object' &&
  given !== null &&
  LEVELS.every((level) => typeof Reflect.get(given, level) === 'function');

const MEMBERS = optionsOf(
  { ...SETTING_READERS, profiles: PROFILES, logger: LOGGER } satisfies ReadersOf<FirnWorkerOptions>,
  'dataFolder',
  'profiles',
);
/** The options of a worker, as a factory gives them. */
export const OPTIONS: Reader<FirnWorkerOptions> = {
  allowed: MEMBERS.allowed,
  read(given, place) {
    const options = MEMBERS.read(given, place);
    const [fault] = contradictionsIn(settingsOf(options));
    if (fault !== undefined) throw new UsageError('invalid_argument', `${placeText(place)}: ${inOptions(fault)}`);
    return options;
  },
};

export const FOR_ROOT = signature('FirnWorkerModule.forRoot', required('options', OPTIONS));
export const FOR_ROOT_ASYNC = signature(
  'FirnWorkerModule.forRootAsync',
  required('options', asyncOptions<FirnWorkerOptions>()),
);

/** What a worker runs by. @throws ConfigError where its folder cannot be used */
export function resolveOptions(options: FirnWorkerOptions): WorkerConfig {
  try {
    return configOf(
      settingsOf(options),
      () => new Map(options.profiles.map(parseProfile).map((one) => [one.name, one])),
    );
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError(error.lines.map(inOptions)) : error;
  }
}

const settingsOf = (options: SettingOptions) =>
  Settings.omit({ FIRN_PROFILES_FILE: true }).parse(
    Object.fromEntries(
      Object.entries(SETTINGS).flatMap(([option, setting]) => {
        const value: unknown = Reflect.get(options, option);
        return value === undefined ? [] : [[setting, String(value)]];
      }),
    ),
  );

/** What is said of settings, said of the options that they are. */
const inOptions = (line: string): string =>
  Object.entries(SETTINGS).reduce((text, [option, setting]) => text.replaceAll(setting, option), line);
