import { quoteText } from './duck-text.js';
import type { Style } from './json-text/shown.js';
import { styleText } from './json-text/style.js';
import { outputFormat } from './moment/output-format.js';
import { DATE, time, timestamp } from './snow-type.js';
import type { ValueContext } from './typed.js';

/** How the session shows dates and times inside of semi-structured values, as a DuckDB literal. */
export function variantStyle(context: Pick<ValueContext, 'timezone' | 'parameter'>): string {
  const style: Style = {
    timezone: context.timezone,
    formats: {
      d: outputFormat(DATE, context),
      t: outputFormat(time(), context),
      p: outputFormat(timestamp('timestamp_ntz'), context),
      l: outputFormat(timestamp('timestamp_ltz'), context),
      z: outputFormat(timestamp('timestamp_tz'), context),
    },
  };
  return quoteText(styleText(style));
}

/** Formats that `*_INPUT_FORMAT = AUTO` reads back without a loss, offsets included. */
export function exactStyle({ timezone }: Pick<ValueContext, 'timezone'>): string {
  const [clock, day] = ['HH24:MI:SS.FF9', 'YYYY-MM-DD'];
  const zoned = `${day} ${clock} TZH:TZM`;
  return quoteText(styleText({ timezone, formats: { d: day, t: clock, p: `${day} ${clock}`, l: zoned, z: zoned } }));
}
