import { wrongArgumentCount } from '../errors.js';
import { once } from '../types/duck-text.js';
import { fixed, REAL } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { constantWhole, outOfRange } from './constant.js';
import { arg, define } from './define.js';
import { number, real, textual, whole } from './parameters.js';
import type { Call, FunctionSpec } from './registry.js';
import { neverNull, realOf, textOf, wholeOf } from './results.js';

/** 64 random bits. The numbers are not those of the real service, with a seed neither. */
const RANDOM_BITS = 'CAST(CAST(floor(random() * 18446744073709551616.0) AS HUGEINT) - 9223372036854775808 AS BIGINT)';

/** A seed makes the values of a statement repeatable: a hash of it and of the row's number. */
const seeded = (seed: string, call: Call): string =>
  `CAST(CAST(hash(${seed}, ${rowNumber(call)}) AS HUGEINT) - 9223372036854775808 AS BIGINT)`;

const rowNumber = (call: Call): string => call.rowNumber ?? '(row_number() OVER () - 1)';

function random(args: readonly Emitted[], call: Call): Emitted {
  const sql = args[0] === undefined ? RANDOM_BITS : seeded(arg(args, 0).sql, call);
  return { sql, type: fixed(19), physical: 'bigint', nullable: false };
}

/** A number between two others, both possible: whole where both are, as the generator gives it. */
function uniform(args: readonly Emitted[]): Emitted {
  const [low, high, generator] = [arg(args, 0), arg(args, 1), arg(args, 2)];
  const isWhole = [low, high].every((value) => value.type.kind === 'fixed' && value.type.scale === 0);
  // Spread what may be consecutive numbers (SEQ4) over 53 bits.
  const share = (g: string) => `(CAST(hash(${g}) >> 11 AS DOUBLE) / 9007199254740992.0)`;
  const sql = once([low.sql, high.sql, generator.sql], (a, b, g) =>
    isWhole
      ? `(${a} + CAST(floor(${share(g)} * (${b} - ${a} + 1)) AS BIGINT))`
      : `(${asDouble(a)} + ${share(g)} * (${asDouble(b)} - ${asDouble(a)}))`,
  );
  return isWhole
    ? { ...wholeOf(sql, args, 38) }
    : { sql, type: REAL, physical: 'double', nullable: args.some((value) => value.nullable) };
}

const asDouble = (sql: string): string => `CAST(${sql} AS DOUBLE)`;

/** NORMAL(mean, deviation, generator): by Box and Muller from two halves of the generator's bits. */
function normal(args: readonly Emitted[]): Emitted {
  const sql = once([arg(args, 0).sql, arg(args, 1).sql, arg(args, 2).sql], (mean, deviation, g) => {
    const u = `((CAST(hash(${g}) >> 11 AS DOUBLE) + 1) / 9007199254740993.0)`;
    const v = `(CAST(hash(${g}, 1) >> 11 AS DOUBLE) / 9007199254740992.0)`;
    return `(${mean} + ${deviation} * sqrt(-2 * ln(${u})) * cos(2 * pi() * ${v}))`;
  });
  return realOf(sql, args);
}

/** ZIPF(exponent, count, generator): a whole number from 1 to `count`, the more often the smaller. */
function zipf(args: readonly Emitted[], call: Call): Emitted {
  const [exponent, count, generator] = [arg(args, 0), arg(args, 1), arg(args, 2)];
  const most = constantWhole(count, '2', call);
  if (most < 1 || most > 16_777_215) throw outOfRange('2', '1 and 16777215', call);
  return wholeOf(`sf_zipf(${exponent.sql}, ${most}, CAST(hash(${generator.sql}) >> 11 AS DOUBLE))`, args, 38);
}

/**
 * SEQ1 to SEQ8 number the rows from 0, without gaps. After the largest integer of so many bytes they go on at 0, with an
 * argument of 1 at the smallest.
 */
const sequence = (name: string, bytes: number, digits: number): FunctionSpec =>
  define({
    names: [name],
    optional: [whole],
    apply: ([sign], call) => {
      const half = 2n ** BigInt(8 * bytes - 1);
      const row = rowNumber(call);
      const isSigned = sign?.literal?.kind === 'number' && sign.literal.digits === '1';
      const wrapped = isSigned ? `((${row} + ${half}) % ${2n * half}) - ${half}` : `(${row} % ${half})`;
      return neverNull(wholeOf(bytes < 8 ? wrapped : row, [], digits));
    },
  });

/** Random without arguments; with a namespace and a name the same for the same two. */
function uuid(args: readonly Emitted[], call: Call): Emitted {
  if (args.length === 1) throw wrongArgumentCount(call.text ?? call.name, 2, 1, call.position);
  if (args.length === 0) return neverNull(textOf('CAST(uuid() AS VARCHAR)', [], 36));
  return textOf(`sf_uuid_named(${arg(args, 0).sql}, ${arg(args, 1).sql})`, args, 36);
}

export const GENERATE: readonly FunctionSpec[] = [
  define({ names: ['RANDOM'], optional: [whole], volatile: true, apply: random }),
  define({ names: ['UNIFORM'], params: [number, number, number], volatile: true, apply: uniform }),
  define({ names: ['NORMAL'], params: [real, real, number], volatile: true, apply: normal }),
  define({ names: ['ZIPF'], params: [real, whole, number], volatile: true, apply: zipf }),
  define({
    names: ['RANDSTR'],
    params: [whole, number],
    volatile: true,
    apply: (args) => textOf(`sf_randstr(${arg(args, 0).sql}, CAST(${arg(args, 1).sql} AS BIGINT))`, args),
  }),
  define({ names: ['UUID_STRING'], optional: [textual, textual], volatile: true, apply: uuid }),
  sequence('SEQ1', 1, 3),
  sequence('SEQ2', 2, 5),
  sequence('SEQ4', 4, 10),
  sequence('SEQ8', 8, 19),
];
