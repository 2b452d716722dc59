import { longCall } from '../../types/long-call.js';
import type { Emitted } from '../../types/typed.js';
import { variantStyle } from '../../types/variant-style.js';
import { arg, define } from '../define.js';
import { json, textual, truth, whole } from '../parameters.js';
import type { FunctionSpec } from '../registry.js';
import { objectOf, orNull, textOf } from '../results.js';

const stored = (value: Emitted): string => `CAST(${value.sql} AS VARCHAR)`;

export const SEMI_XML: readonly FunctionSpec[] = [
  define({
    names: ['PARSE_XML'],
    params: [textual],
    optional: [truth],
    argumentNames: ['STR', 'DISABLE_AUTO_CONVERT'],
    apply: (args) =>
      orNull(
        objectOf(`CAST(${longCall('sf_parse_xml', arg(args, 0).sql, args[1]?.sql ?? 'FALSE')} AS JSON)`, [
          arg(args, 0),
        ]),
      ),
  }),
  define({
    names: ['CHECK_XML'],
    params: [textual],
    optional: [truth],
    argumentNames: ['STR', 'DISABLE_AUTO_CONVERT'],
    apply: (args) => orNull(textOf(longCall('sf_check_xml', arg(args, 0).sql), args)),
  }),
  define({
    names: ['XMLGET'],
    params: [json, textual],
    optional: [whole],
    apply: (args) => {
      const index = `CAST(${args[2]?.sql ?? '0'} AS BIGINT)`;
      return orNull(
        objectOf(`CAST(${longCall('sf_xml_get', stored(arg(args, 0)), arg(args, 1).sql, index)} AS JSON)`, args),
      );
    },
  }),
  define({
    names: ['TO_XML'],
    params: [json],
    apply: (args, _call, context) => textOf(longCall('sf_to_xml', stored(arg(args, 0)), variantStyle(context)), args),
  }),
];
