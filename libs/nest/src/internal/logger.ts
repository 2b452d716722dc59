import { maskSecretsIn } from '@firn/contract';
import { type DestinationStream, destination, type Logger, pino, stdSerializers, stdTimeFunctions } from 'pino';
import { logContext } from '../log/log-context.js';
import { traceOfLine } from './spans.js';

export type { Logger };

/** Where a secret could sit in a logged object, should a line ever be careless. */
const SECRETS = [
  'authorization',
  'apiKey',
  'password',
  'passphrase',
  'privateKey',
  'auth',
  'headers',
  'binds',
  'sql',
  'text',
  'plan',
  'params',
];

/** Characters that wait for a slow destination at most; what comes then is lost. */
const MOST_WAITING = 8_388_608;
/** Lines are written together: so many characters at once, or what there is after so long. A write for each costs more than the line. */
const TOGETHER = { minLength: 8_192, periodicFlush: 100 };

/**
 * JSON lines for machines. stdout belongs to the ready line, so they go to stderr. Every line of a request or a step carries its
 * request, tenant and job.
 *
 * @param base what every line of the process says
 */
export function createLogger(
  level: string,
  base: Readonly<Record<string, string>>,
  to: DestinationStream = destination({ fd: 2, sync: false, maxLength: MOST_WAITING, ...TOGETHER }),
): Logger {
  // A log that cannot be written, such as on a full disk, is no reason to stop working.
  if ('on' in to && typeof to.on === 'function') to.on('error', () => undefined);
  return pino(
    {
      level,
      base: { ...base, pid: process.pid },
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...logContext(), ...traceOfLine() }),
      // An object handed to `mixin` is merged into: a copy keeps the context as it is.
      mixinMergeStrategy: (line, context) => ({ ...context, ...line }),
      redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[not logged]' },
      serializers: { err: (error: Error) => maskSecretsIn(stdSerializers.errWithCause(error)) },
    },
    to,
  );
}
