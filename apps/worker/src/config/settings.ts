import { RedisUrl } from '@firn/jobs';
import { z } from 'zod';

const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: `must be a whole number from ${least} to ${most}` })
    .transform(Number)
    .refine((value) => value >= least && value <= most, { error: `must be a whole number from ${least} to ${most}` });

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const DAY_MS = 86_400_000;

/** Every setting of a worker, by the name of its environment variable. The descriptions are the documentation. */
export const Settings = z.object({
  FIRN_REDIS_URL: RedisUrl.default('redis://127.0.0.1:6379').describe(
    'Redis that holds jobs and queues: redis://host:port, redis+cluster://host:port,host:port or redis+sentinel://host:port,host:port/name, with user:password@ before the hosts; rediss for TLS.',
  ),
  FIRN_DATA_DIR: z
    .string()
    .min(1, { error: 'must name a folder' })
    .describe('Folder for results and large plans, shared with the API.'),
  FIRN_PROFILES_FILE: z
    .string()
    .min(1, { error: 'must name a file' })
    .describe(
      'JSON file with the Snowflake profiles; secrets are named by passwordEnv, passphraseEnv and privateKeyFile.',
    ),
  FIRN_SHARDS: whole(1, 256)
    .default(1)
    .describe('Shards of the job store. The same for all APIs and workers, and not to be changed while jobs run.'),
  FIRN_LOG_LEVEL: z
    .enum(LEVELS, { error: `must be one of ${LEVELS.join(', ')}` })
    .default('info')
    .describe('Least level that is logged, as JSON lines on stderr.'),
  FIRN_KEEP_RESULTS_MS: whole(1_000, 365 * DAY_MS)
    .default(DAY_MS)
    .describe('How long a result is kept after its job ended, in milliseconds.'),
  FIRN_KEEP_RECORDS_MS: whole(1_000, 365 * DAY_MS)
    .default(7 * DAY_MS)
    .describe('How long the record of an ended job is kept, in milliseconds; also how long an idempotency key works.'),
  FIRN_WORKER_NAME: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, {
      error: 'must be 1 to 63 letters, digits, _, . or -, the first no sign',
    })
    .optional()
    .describe('Name shown in jobs and logs. Default: the name of the machine and the number of the process.'),
  FIRN_WORKER_SUBMITS: whole(1, 1_000).default(100).describe('Submit steps at the same time, of each shard.'),
  FIRN_WORKER_FINISHES: whole(1, 500)
    .default(16)
    .describe('Finish steps, so results being stored, at the same time, of each shard.'),
  FIRN_WORKER_CONTROLS: whole(1, 500)
    .default(50)
    .describe('Control steps, so cancels and session ends, at the same time, of each shard.'),
  FIRN_WORKER_BUILDS: whole(1, 500)
    .default(10)
    .describe('Calls of one handler at the same time, in a process that hosts handlers.'),
  FIRN_WORKER_PAGE_ROWS: whole(1, 1_000_000).default(10_000).describe('Rows in one page of a stored result.'),
  FIRN_WORKER_PAGE_BYTES: whole(1_024, 1_073_741_824)
    .default(4_194_304)
    .describe('Bytes in one page of a stored result.'),
  FIRN_WORKER_DECODERS: whole(1, 32).default(1).describe('Threads that decode large results.'),
  FIRN_WORKER_RECONCILE_MS: whole(100, 600_000)
    .default(5_000)
    .describe('Milliseconds between two looks for jobs that a crash left behind.'),
  FIRN_WORKER_SWEEP_MS: whole(100, 3_600_000)
    .default(30_000)
    .describe('Milliseconds between two sweeps of what has expired.'),
  FIRN_FLEET: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, {
      error: 'must be 1 to 63 letters, digits, _, . or -, the first no sign',
    })
    .optional()
    .describe(
      'Name of the APIs and workers that share one Redis, where others use the same Snowflake user. The same for all workers of a Redis: the statements of others are none of theirs.',
    ),
  FIRN_WORKER_AUDIT_MS: whole(0, 86_400_000)
    .default(3_600_000)
    .describe(
      "Milliseconds between two comparisons of the records with Snowflake's history, each of which takes a warehouse; 0: only where Redis has started anew.",
    ),
  FIRN_WORKER_LOCK_MS: whole(1_000, 300_000)
    .default(10_000)
    .describe('Milliseconds after which the step of a worker that died is given to another one.'),
  FIRN_WORKER_LOGIN_MS: whole(100, 600_000)
    .default(5_000)
    .describe('Milliseconds that a step waits for a login before its job says so and tries again.'),
  FIRN_WORKER_ANSWER_MS: whole(100, 600_000)
    .default(10_000)
    .describe('Milliseconds that a step waits for the answer to a submit, a cancel or a look into the history.'),
  FIRN_WORKER_SHUTDOWN_MS: whole(0, 300_000)
    .default(10_000)
    .describe('Longest time that steps get to finish after SIGTERM, in milliseconds.'),
  FIRN_WORKER_HEALTH_PORT: whole(0, 65_535)
    .optional()
    .describe('Port on which /health/live and /health/ready answer; 0 picks one. Unset: none.'),
  FIRN_WORKER_HEALTH_HOST: z
    .string()
    .min(1, { error: 'must name an address' })
    .default('127.0.0.1')
    .describe('Address on which they answer.'),
  FIRN_TRACKER_HEARTBEAT_MS: whole(50, 60_000)
    .default(500)
    .describe('Milliseconds between two signs of life of a worker.'),
  FIRN_TRACKER_TTL_MS: whole(200, 600_000)
    .default(3_000)
    .describe(
      'Milliseconds without a sign of life after which others take over the queries of a worker; at least twice the heartbeat.',
    ),
  FIRN_TRACKER_LONGEST_MS: whole(50, 600_000)
    .default(5_000)
    .describe('Longest interval between two looks at a running query, in milliseconds.'),
  FIRN_TRACKER_HISTORY_FROM: whole(1, 1_000_000)
    .default(300)
    .describe(
      'Queries of a profile in flight, of all workers, from which one of them also reads the history of the profile; that keeps its warehouse awake.',
    ),
  FIRN_TRACKER_HISTORY_MS: whole(100, 600_000)
    .default(5_000)
    .describe('Milliseconds between two reads of the history of a profile.'),
});
export type Settings = z.infer<typeof Settings>;
