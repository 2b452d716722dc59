import { unsupported } from '../../errors.js';
import { longCall } from '../../types/long-call.js';
import { binary } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { constantText } from '../constant.js';
import { arg, define, wrongTypes } from '../define.js';
import { textOrBinary, textual, truth } from '../parameters.js';
import type { Call, FunctionSpec } from '../registry.js';
import { objectOf, textOf } from '../results.js';

/** `SNAPPY`, or `ZLIB` with a level as in `ZLIB(9)`. */
function methodOf(value: Emitted, call: Call): readonly [name: string, level: string] {
  const written = constantText(value, '2', call);
  const [, name = '', level = ''] = /^\s*(\w+)\s*(?:\(\s*(\d+)\s*\))?\s*$/.exec(written.toUpperCase()) ?? [];
  if (name === 'SNAPPY' && level === '') return [name, level];
  if (name === 'ZLIB' && (level === '' || Number(level) <= 9)) return [name, level];
  throw unsupported(`compression method '${written}'`, call.position);
}

const compress: FunctionSpec = define({
  names: ['COMPRESS'],
  params: [textOrBinary, textual],
  apply: (args, call) => {
    const [name, level] = methodOf(arg(args, 1), call);
    const value = arg(args, 0);
    const bytes = value.type.kind === 'binary' ? value.sql : `encode(${value.sql})`;
    return blob(`from_base64(${longCall('sf_compress', bytes, `'${name}'`, `'${level}'`)})`, args);
  },
});

const decompress = (name: string, finish: (bytes: string, args: readonly Emitted[]) => Emitted): FunctionSpec =>
  define({
    names: [name],
    params: [textOrBinary, textual],
    apply: (args, call) => {
      if (arg(args, 0).type.kind !== 'binary') throw wrongTypes(call);
      const [method] = methodOf(arg(args, 1), call);
      return finish(`from_base64(${longCall('sf_decompress', arg(args, 0).sql, `'${method}'`)})`, args);
    },
  });

const blob = (sql: string, args: readonly Emitted[]): Emitted => ({
  sql,
  type: binary(),
  physical: 'blob',
  nullable: args.some((value) => value.nullable),
});

const parseIp: FunctionSpec = define({
  names: ['PARSE_IP'],
  params: [textual, textual],
  optional: [truth],
  apply: (args, call) => {
    const type = constantText(arg(args, 1), '2', call);
    if (type.toUpperCase() !== 'INET') throw unsupported(`IP address type '${type}'`, call.position);
    return objectOf(`CAST(sf_parse_ip(${arg(args, 0).sql}, ${args[2]?.sql ?? 'FALSE'}) AS JSON)`, args);
  },
});

export const ENCODE: readonly FunctionSpec[] = [
  compress,
  decompress('DECOMPRESS_BINARY', blob),
  decompress('DECOMPRESS_STRING', (bytes, args) => textOf(`sf_utf8(${bytes})`, args)),
  parseIp,
];
