import { resolve } from 'node:path';
import { ConfigError, unknownSettings } from '@firn/nest/internal';
import { ensurePrivateFolder } from '@firn/results';
import { type ApiKey, readKeysFile } from './keys-file.js';
import { type Profile, readProfilesFile } from './profiles-file.js';
import { Settings } from './settings.js';

export interface ApiConfig {
  readonly host: string;
  readonly port: number;
  readonly keys: readonly ApiKey[];
  readonly profiles: readonly Profile[];
  readonly dataFolder: string;
  readonly redisUrl: string;
  readonly shards: number;
  readonly keepRecordsMs: number;
  readonly keepResultsMs: number;
  readonly logLevel: Settings['FIRN_LOG_LEVEL'];
  readonly bodyBytes: number;
  readonly bodiesBytes: number;
  readonly headersMs: number;
  readonly pauseMs: number;
  readonly redisTimeoutMs: number;
  /** What may wait: jobs in all, and of one tenant. */
  readonly waiting: { readonly allJobs: number; readonly jobs: number; readonly bytes: number };
  readonly diskFreeBytes: number;
  readonly maxWaitMs: number;
  readonly streams: number;
  readonly eventStreams: number;
  readonly tenantEventStreams: number;
  readonly stalledMs: number;
  /** Digest of the token that the metrics ask for; null: none. */
  readonly metricsSha256: string | null;
  readonly shutdownMs: number;
}

/**
 * Reads the whole configuration from an environment. An empty value counts as unset.
 *
 * @throws ConfigError with a line for each wrong, missing or unknown variable.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>> = process.env): ApiConfig {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = Settings.safeParse(given);
  const lines = [
    ...unknownSettings(given, Object.keys(Settings.shape), ['FIRN_API_', 'FIRN_KEEP_']),
    ...(parsed.error?.issues ?? []).map(({ path, message }) => {
      const name = path.join('.');
      return given[name] === undefined ? `${name} is required: ${describe(name)}` : `${name} ${message}.`;
    }),
  ];
  if (!parsed.success || lines.length > 0) throw new ConfigError(lines);

  const settings = parsed.data;
  const read = <T>(name: keyof Settings, reader: () => T): T | undefined => {
    try {
      return reader();
    } catch (error) {
      lines.push(`${name}: ${error instanceof Error ? error.message : String(error)}. Allowed: ${describe(name)}`);
      return undefined;
    }
  };
  const keys = read('FIRN_API_KEYS_FILE', () =>
    readKeysFile(settings.FIRN_API_KEYS_FILE, settings.FIRN_API_REQUESTS_PER_MINUTE),
  );
  const profiles = read('FIRN_PROFILES_FILE', () => readProfilesFile(settings.FIRN_PROFILES_FILE));
  const dataFolder = read('FIRN_DATA_DIR', () => ensureFolder(settings.FIRN_DATA_DIR));
  if (keys === undefined || profiles === undefined || dataFolder === undefined) throw new ConfigError(lines);

  return Object.freeze({
    host: settings.FIRN_API_HOST,
    port: settings.FIRN_API_PORT,
    keys,
    profiles,
    dataFolder,
    redisUrl: settings.FIRN_REDIS_URL,
    shards: settings.FIRN_SHARDS,
    keepRecordsMs: settings.FIRN_KEEP_RECORDS_MS,
    keepResultsMs: settings.FIRN_KEEP_RESULTS_MS,
    logLevel: settings.FIRN_LOG_LEVEL,
    bodyBytes: settings.FIRN_API_BODY_BYTES,
    bodiesBytes: settings.FIRN_API_BODIES_BYTES,
    headersMs: settings.FIRN_API_HEADERS_MS,
    pauseMs: settings.FIRN_API_PAUSE_MS,
    redisTimeoutMs: settings.FIRN_API_REDIS_TIMEOUT_MS,
    waiting: {
      allJobs: settings.FIRN_API_JOBS,
      jobs: settings.FIRN_API_TENANT_JOBS,
      bytes: settings.FIRN_API_TENANT_BYTES,
    },
    diskFreeBytes: settings.FIRN_API_DISK_FREE_BYTES,
    maxWaitMs: settings.FIRN_API_MAX_WAIT_MS,
    streams: settings.FIRN_API_STREAMS,
    eventStreams: settings.FIRN_API_EVENT_STREAMS,
    tenantEventStreams: settings.FIRN_API_TENANT_EVENT_STREAMS,
    stalledMs: settings.FIRN_API_STALLED_MS,
    metricsSha256: settings.FIRN_API_METRICS_SHA256 ?? null,
    shutdownMs: settings.FIRN_API_SHUTDOWN_MS,
  });
}

const describe = (name: string): string =>
  (name in Settings.shape && Settings.shape[name as keyof typeof Settings.shape].description) ||
  'see the list of settings.';

function ensureFolder(path: string): string {
  const folder = resolve(path);
  ensurePrivateFolder(folder);
  return folder;
}
