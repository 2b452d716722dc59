import { coerceTo } from '../types/cast/cast.js';
import { once } from '../types/duck-text.js';
import { typedNull } from '../types/literal.js';
import { raise } from '../types/raise.js';
import { binary, fixed, MAX_PRECISION } from '../types/snow-type.js';
import { type Emitted, isNullLiteral } from '../types/typed.js';
import { constantText } from './constant.js';
import { arg, define, wrongTypes } from './define.js';
import { any, whole } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { wholeOf } from './results.js';

type Binary = (a: string, b: string) => string;

const isBinary = (value: Emitted): boolean => value.type.kind === 'binary';

/** The bits of a BLOB that is not empty. */
const bitsOf = (blob: string): string => `CAST(${blob} AS BIT)`;

const binaryOf = (sql: string, args: readonly Emitted[], length: number): Emitted => ({
  sql,
  type: binary(length),
  physical: 'blob',
  nullable: args.some((value) => value.nullable),
});

const lengthOf = (value: Emitted): number => (value.type.kind === 'binary' ? value.type.length : 0);

/** Whole numbers of up to 38 digits, fractions rounded: DuckDB's BIGINT where that holds the type, else its HUGEINT. */
const wholes = (args: readonly Emitted[], call: Call, context: FunctionContext): readonly Emitted[] =>
  args.map((value) => {
    const { kind } = value.type;
    if (isNullLiteral(value)) return typedNull(fixed(18));
    if (kind === 'fixed' && value.physical === 'bigint') return value;
    if (kind !== 'fixed' && kind !== 'real' && kind !== 'text' && kind !== 'variant') throw wrongTypes(call);
    const converted = coerceTo(value, fixed(MAX_PRECISION), context);
    return { ...converted, sql: `CAST(${converted.sql} AS HUGEINT)` };
  });

/** A number of as many bits as the operands have. */
const ofBits = (sql: string, operands: readonly Emitted[], args: readonly Emitted[]): Emitted =>
  operands.every(({ physical }) => physical === 'bigint')
    ? wholeOf(sql, args, MAX_PRECISION)
    : {
        sql: `CAST(${sql} AS DECIMAL(38,0))`,
        type: fixed(MAX_PRECISION),
        physical: 'decimal',
        nullable: args.some((value) => value.nullable),
      };

/** BITAND and its like, on two whole numbers, or on two BINARY values of one length. */
const combining = (names: [string, ...string[]], sql: Binary): FunctionSpec =>
  define({
    names,
    params: [any, any],
    optional: [any],
    apply(args, call, context) {
      const [a, b, side] = [arg(args, 0), arg(args, 1), args[2]];
      if (isBinary(a) && isBinary(b)) return ofBinary(a, b, side && constantText(side, '3', call), sql, call);
      if (side !== undefined) throw wrongTypes(call);
      const numbers = wholes(args, call, context);
      return ofBits(sql(arg(numbers, 0).sql, arg(numbers, 1).sql), numbers, args);
    },
  });

/** The shorter value is filled with zeros on the side that is named; without one both have to be as long. */
function ofBinary(a: Emitted, b: Emitted, side: string | undefined, sql: Binary, call: Call): Emitted {
  const isLeft = side?.toUpperCase() === 'LEFT';
  if (side !== undefined && !isLeft && side.toUpperCase() !== 'RIGHT') throw wrongTypes(call);
  const text = once([a.sql, b.sql], (x, y) => {
    const [m, n] = [`octet_length(${x})`, `octet_length(${y})`];
    const filled = (blob: string, own: string, other: string) => {
      const zeros = `unhex(repeat('00', CAST(CASE WHEN ${other} > ${own} THEN ${other} - ${own} ELSE 0 END AS INTEGER)))`;
      return isLeft ? `(${zeros} || ${blob})` : `(${blob} || ${zeros})`;
    };
    const combined = (left: string, right: string) => `CAST(${sql(bitsOf(left), bitsOf(right))} AS BLOB)`;
    const message = `'The lengths of two variable-sized fields do not match: first length ' || ${m} || ', second length ' || ${n}`;
    const made =
      side === undefined
        ? `CASE WHEN ${m} = ${n} THEN ${combined(x, y)} ELSE ${raise('length_mismatch', message, 'BLOB')} END`
        : combined(filled(x, m, n), filled(y, n, m));
    return `CASE WHEN ${x} IS NULL OR ${y} IS NULL THEN NULL WHEN ${m} = 0 AND ${n} = 0 THEN ${x} ELSE ${made} END`;
  });
  return binaryOf(text, [a, b], Math.max(lengthOf(a), lengthOf(b)));
}

/** DuckDB shifts no negative number to the left. As bits it does, and drops what is past the end. */
const shifted = (number: string, operator: '<<' | '>>', count: string): string =>
  operator === '>>'
    ? // What is past the end leaves the sign.
      `(${number} >> least(${count}, 127))`
    : `CAST(CAST(${number} AS BIT) << CAST(${count} AS INTEGER) AS HUGEINT)`;

/** A whole number is shifted as one of 128 bits; a BINARY keeps its length. */
const shifting = (names: [string, ...string[]], operator: '<<' | '>>'): FunctionSpec =>
  define({
    names,
    params: [any, whole],
    apply(args, call, context) {
      const [value, count] = [arg(args, 0), arg(args, 1)];
      if (isBinary(value)) {
        const sql = once([value.sql, count.sql], (x, n) => {
          const shifted = `CAST(${bitsOf(x)} ${operator} CAST(${n} AS INTEGER) AS BLOB)`;
          return `CASE WHEN octet_length(${x}) = 0 THEN ${x} ELSE ${shifted} END`;
        });
        return binaryOf(sql, [value, count], lengthOf(value));
      }
      const [number] = wholes([value], call, context);
      return {
        sql: `CAST(${shifted(`CAST(${number?.sql ?? 'NULL'} AS HUGEINT)`, operator, `CAST(${count.sql} AS HUGEINT)`)} AS DECIMAL(38,0))`,
        type: fixed(MAX_PRECISION),
        physical: 'decimal',
        nullable: value.nullable || count.nullable,
      };
    },
  });

const not: FunctionSpec = define({
  names: ['BITNOT', 'BIT_NOT'],
  params: [any],
  apply(args, call, context) {
    const value = arg(args, 0);
    if (!isBinary(value)) {
      const numbers = wholes(args, call, context);
      return ofBits(`(~ ${arg(numbers, 0).sql})`, numbers, args);
    }
    const sql = once(
      [value.sql],
      (x) => `CASE WHEN octet_length(${x}) = 0 THEN ${x} ELSE CAST(~ ${bitsOf(x)} AS BLOB) END`,
    );
    return binaryOf(sql, args, lengthOf(value));
  },
});

export const BITS: readonly FunctionSpec[] = [
  combining(['BITAND', 'BIT_AND'], (a, b) => `(${a} & ${b})`),
  combining(['BITOR', 'BIT_OR'], (a, b) => `(${a} | ${b})`),
  combining(['BITXOR', 'BIT_XOR'], (a, b) => `xor(${a}, ${b})`),
  shifting(['BITSHIFTLEFT', 'BIT_SHIFTLEFT'], '<<'),
  shifting(['BITSHIFTRIGHT', 'BIT_SHIFTRIGHT'], '>>'),
  not,
  define({
    names: ['GETBIT'],
    params: [any, whole],
    apply(args, call, context) {
      const number = arg(wholes([arg(args, 0)], call, context), 0);
      return wholeOf(`((${number.sql} >> ${arg(args, 1).sql}) & 1)`, args, MAX_PRECISION);
    },
  }),
];
