import type { SnowType } from '../snow-type.js';
import type { ValueContext } from '../typed.js';

type Parameters = Pick<ValueContext, 'parameter'>;

/** The session's output format for values of `type`. */
export function outputFormat(type: SnowType, context: Parameters): string {
  switch (type.kind) {
    case 'date':
      return setting(context, 'DATE_OUTPUT_FORMAT') ?? 'YYYY-MM-DD';
    case 'time':
      return setting(context, 'TIME_OUTPUT_FORMAT') ?? 'HH24:MI:SS';
    case 'timestamp_ntz':
      return setting(context, 'TIMESTAMP_NTZ_OUTPUT_FORMAT') ?? 'YYYY-MM-DD HH24:MI:SS.FF3';
    case 'timestamp_ltz':
    case 'timestamp_tz':
      return (
        setting(context, `${type.kind.toUpperCase()}_OUTPUT_FORMAT`) ??
        setting(context, 'TIMESTAMP_OUTPUT_FORMAT') ??
        'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM'
      );
    default:
      throw new Error(`${type.kind} has no output format`);
  }
}

/** A parameter that is set to the empty text is as good as not set. */
function setting(context: Parameters, name: string): string | undefined {
  const value = context.parameter(name);
  return value === undefined || value === '' ? undefined : value;
}
