import { RedisUrl } from '@firn/jobs';
import { z } from 'zod';

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be a whole number from ${least} to ${most}` });

const filePath = z.string().min(1, { error: 'must name a file' });

/** Every setting of the API, by the name of its environment variable. The descriptions are the documentation. */
export const Settings = z.object({
  FIRN_API_HOST: z
    .string()
    .min(1, { error: 'must be a host name or an address' })
    .default('127.0.0.1')
    .describe(
      'Address to listen on. The default is reachable from this machine only; 0.0.0.0 opens it to the network.',
    ),
  FIRN_API_PORT: whole(0, 65_535)
    .default(3000)
    .describe('Port to listen on; 0 picks a free one, shown in the ready line.'),
  FIRN_API_KEYS_FILE: filePath.describe(
    'JSON file with the API keys: { "keys": [{ "id", "sha256" or "file", "tenant", "requestsPerMinute"? }] }.',
  ),
  FIRN_PROFILES_FILE: filePath.describe(
    'JSON file with the Snowflake profiles; the API reads their names and tenants only.',
  ),
  FIRN_DATA_DIR: z
    .string()
    .min(1, { error: 'must name a folder' })
    .describe('Folder for results and large plans, shared with the workers.'),
  FIRN_REDIS_URL: RedisUrl.default('redis://127.0.0.1:6379').describe(
    'Redis that holds jobs and queues: redis://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/name, with user:password@ before the hosts; rediss for TLS.',
  ),
  FIRN_SHARDS: whole(1, 256)
    .default(1)
    .describe('Shards of the job store. The same for all APIs and workers, and not to be changed while jobs run.'),
  FIRN_KEEP_RECORDS_MS: whole(1_000, 31_536_000_000)
    .default(604_800_000)
    .describe('How long the record of an ended job is kept, in milliseconds. The same for the workers.'),
  FIRN_KEEP_RESULTS_MS: whole(1_000, 31_536_000_000)
    .default(86_400_000)
    .describe('How long the rows of a finished job are kept, in milliseconds. The same for the workers.'),
  FIRN_LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'must be one of trace, debug, info, warn, error, fatal, silent',
    })
    .default('info')
    .describe('Least level that is logged, as JSON lines on stderr.'),
  FIRN_API_REQUESTS_PER_MINUTE: whole(1, 10_000_000)
    .default(6_000)
    .describe('Requests a minute for a key that names no limit of its own. Large bodies cost more than one.'),
  FIRN_API_BODY_BYTES: whole(1_024, 268_435_456)
    .default(16_777_216)
    .describe('Largest body of a request, and largest line of a batch, in bytes.'),
  FIRN_API_BODIES_BYTES: whole(1_024, 17_179_869_184)
    .default(134_217_728)
    .describe('Bytes of bodies that are held at the same time; more are answered with 503 and Retry-After.'),
  FIRN_API_HEADERS_MS: whole(100, 300_000)
    .default(15_000)
    .describe('How long the headers of a request may take to arrive, in milliseconds.'),
  FIRN_API_PAUSE_MS: whole(100, 300_000)
    .default(30_000)
    .describe(
      'How long a body may pause on its way, in milliseconds; a whole request may take five minutes to arrive.',
    ),
  FIRN_API_REDIS_TIMEOUT_MS: whole(10, 60_000)
    .default(1_000)
    .describe(
      'How long Redis may answer nothing before requests that wait for it are answered with 503, in milliseconds.',
    ),
  FIRN_API_JOBS: whole(1, 100_000_000)
    .default(2_000_000)
    .describe('Jobs that have not ended; more are answered with 429 and Retry-After.'),
  FIRN_API_TENANT_JOBS: whole(1, 100_000_000)
    .default(1_000_000)
    .describe('Jobs of one tenant that may wait to be run; more are answered with 429 and Retry-After.'),
  FIRN_API_TENANT_BYTES: whole(1_024, 1_099_511_627_776)
    .default(1_073_741_824)
    .describe('Bytes that the jobs of one tenant may take until they end: plans, and 2 KB each.'),
  FIRN_API_DISK_FREE_BYTES: whole(0, 1_099_511_627_776)
    .default(67_108_864)
    .describe(
      'Bytes of the disk of FIRN_DATA_DIR that are kept free: below, jobs are answered with 429 and Retry-After.',
    ),
  FIRN_API_MAX_WAIT_MS: whole(0, 300_000)
    .default(60_000)
    .describe('Longest long poll (?wait=), in milliseconds; longer ones are cut to it.'),
  FIRN_API_STREAMS: whole(1, 1_000)
    .default(32)
    .describe('Result streams at the same time; more are answered with 503 and Retry-After.'),
  FIRN_API_EVENT_STREAMS: whole(1, 100_000)
    .default(2_000)
    .describe('Streams of events at the same time; more are answered with 503 and Retry-After.'),
  FIRN_API_TENANT_EVENT_STREAMS: whole(1, 100_000).default(500).describe('Those of one tenant.'),
  FIRN_API_STALLED_MS: whole(100, 3_600_000)
    .default(60_000)
    .describe('A caller that takes nothing of a stream for so long, in milliseconds, is cut off.'),
  FIRN_API_METRICS_SHA256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, { error: 'must be the SHA-256 of the token in lower-case hex' })
    .optional()
    .describe('SHA-256 of the token that /metrics asks for. Unset: whoever reaches the port may read them.'),
  FIRN_API_SHUTDOWN_MS: whole(0, 300_000)
    .default(10_000)
    .describe('Longest time that running requests get after SIGTERM.'),
});
export type Settings = z.infer<typeof Settings>;
