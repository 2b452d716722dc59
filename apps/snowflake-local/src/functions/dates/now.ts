import { timestampToDate, timestampToTime, toTimestamp } from '../../types/moment/cast-moment.js';
import { scaled } from '../../types/moment/moment-scale.js';
import { momentLiteral } from '../../types/moment/text-to-moment.js';
import { zoneNamed } from '../../types/moment/zone.js';
import { time, timestamp } from '../../types/snow-type.js';
import { momentOf } from '../../types/time-text/moment.js';
import type { Emitted } from '../../types/typed.js';
import { constantWhole, outOfRange } from '../constant.js';
import { arg, define } from '../define.js';
import { whole } from '../parameters.js';
import type { Call, FunctionContext, FunctionSpec } from '../registry.js';

/** Of a second. */
const MOST_DIGITS = 9;

/** The start of the statement: the same wherever it stands in it. */
const now = (context: FunctionContext): Emitted =>
  momentLiteral(momentOf(context.nowMicros * 1_000n, 0), timestamp('timestamp_ltz'), zoneNamed(context.timezone));

function digitsOf(args: readonly Emitted[], call: Call): number {
  if (args[0] === undefined) return MOST_DIGITS;
  const digits = constantWhole(arg(args, 0), '1', call);
  if (digits >= 0 && digits <= MOST_DIGITS) return digits;
  throw outOfRange('1', `0 and ${MOST_DIGITS}`, call);
}

const current = (
  names: [string, ...string[]],
  make: (digits: number, context: FunctionContext) => Emitted,
): FunctionSpec =>
  define({
    names,
    kind: 'context',
    optional: [whole],
    apply: (args, call, context) => make(digitsOf(args, call), context),
  });

export const NOW: readonly FunctionSpec[] = [
  current(['CURRENT_TIMESTAMP', 'LOCALTIMESTAMP', 'GETDATE', 'SYSTIMESTAMP', 'NOW'], (digits, context) =>
    scaled(now(context), timestamp('timestamp_ltz', digits)),
  ),
  current(['CURRENT_TIME', 'LOCALTIME'], (digits, context) =>
    scaled(timestampToTime(now(context), 9, context), time(digits)),
  ),
  define({
    names: ['CURRENT_DATE'],
    kind: 'context',
    apply: (_args, _call, context) => timestampToDate(now(context), context),
  }),
  define({
    names: ['SYSDATE'],
    kind: 'context',
    // UTC, whatever the session's zone is.
    apply: (_args, _call, context) =>
      toTimestamp(now(context), timestamp('timestamp_ntz'), { ...context, timezone: 'UTC' }),
  }),
];
