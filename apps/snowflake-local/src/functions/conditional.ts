import { coerceTo } from '../types/cast/cast.js';
import { unify } from '../types/common-type.js';
import { once } from '../types/duck-text.js';
import { sortKey, toForm } from '../types/forms.js';
import { nullLiteral, numberLiteral } from '../types/literal.js';
import { onceOf } from '../types/once-of.js';
import { arithmetic } from '../types/operators/arithmetic.js';
import { asBoolean, compare, isDistinct } from '../types/operators/comparison.js';
import { type Emitted, isBareNull, type ValueContext } from '../types/typed.js';
import { arg, define, type Parameter } from './define.js';
import { any, numeric, truth } from './parameters.js';
import type { Call, FunctionContext, FunctionSpec } from './registry.js';
import { like, neverNull, truthOf } from './results.js';

/** `CASE WHEN … THEN … ELSE … END` over bound parts; without `otherwise` the rest is NULL. */
export function choose(
  branches: readonly { readonly when: Emitted; readonly result: Emitted }[],
  otherwise: Emitted | undefined,
  context: ValueContext,
): Emitted {
  const results = unify([...branches.map((branch) => branch.result), otherwise ?? nullLiteral()], context);
  const last = arg(results, results.length - 1);
  const arms = branches.map(
    ({ when }, index) => `WHEN ${asBoolean(when, context).sql} THEN ${arg(results, index).sql}`,
  );
  return untypedWhere(results.every(isBareNull), like(last, `CASE ${arms.join(' ')} ELSE ${last.sql} END`, results));
}

/** Of nothing but bare NULLs comes a NULL that still has no type of its own. */
const untypedWhere = (isNull: boolean, value: Emitted): Emitted =>
  isNull ? { ...value, literal: { kind: 'null' } } : value;

function coalesce(values: readonly Emitted[], context: ValueContext): Emitted {
  const unified = unify(values, context);
  const first = arg(unified, 0);
  const made = like(first, `coalesce(${unified.map((value) => value.sql).join(', ')})`);
  return untypedWhere(unified.every(isBareNull), { ...made, nullable: unified.every((value) => value.nullable) });
}

/** GREATEST and LEAST are NULL as soon as one argument is; the _IGNORE_NULLS forms are DuckDB's own. */
function extreme(name: 'greatest' | 'least', ignoreNulls: boolean) {
  return (args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted => {
    const unified = unify(args, context);
    const first = arg(unified, 0);
    const names = unified.map((value) => value.sql);
    if (ignoreNulls) return like(first, pick(name, names, unified, context), unified);
    const anyNull = (of: readonly string[]) => of.map((item) => `${item} IS NULL`).join(' OR ');
    return like(
      first,
      once(names, (...of) => `CASE WHEN ${anyNull(of)} THEN NULL ELSE ${pick(name, of, unified, context)} END`),
      unified,
    );
  };
}

/** Values that are not their own keys are carried along beside them. */
function pick(
  name: 'greatest' | 'least',
  of: readonly string[],
  values: readonly Emitted[],
  context: FunctionContext,
): string {
  const keys = of.map((sql, index) => sortKey({ ...arg(values, index), sql }, context));
  if (keys.every((key, index) => key === of[index])) return `${name}(${of.join(', ')})`;
  const pairs = of.map(
    (sql, index) => `CASE WHEN ${sql} IS NOT NULL THEN struct_pack(k := ${keys[index]}, v := ${sql}) END`,
  );
  return `struct_extract(${name}(${pairs.join(', ')}), 'v')`;
}

/** DECODE compares NULL with NULL as equal. */
function decode(args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted {
  const subject = arg(args, 0);
  const pairs = args.slice(1);
  const branches = [];
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    branches.push({ when: isDistinct(true, subject, arg(pairs, index), context), result: arg(pairs, index + 1) });
  }
  return choose(branches, pairs.length % 2 === 1 ? arg(pairs, pairs.length - 1) : undefined, context);
}

/** Zero as values of the type are held. */
const zeroOf = ({ type }: Emitted): string => (type.kind === 'decfloat' ? "'0'" : '0');

/** The quotient, or zero where the divisor is zero (for DIV0NULL also where it is NULL). */
function div0(nullIsZero: boolean) {
  return (args: readonly Emitted[], _call: Call, context: FunctionContext): Emitted =>
    onceOf([arg(args, 0), arg(args, 1)], (dividend, divisor) => {
      if (dividend === undefined || divisor === undefined) throw new Error('DIV0 has two arguments');
      const quotient = arithmetic('/', dividend, divisor, context);
      const zero = coerceTo(numberLiteral('0'), quotient.type, context);
      const none = zeroOf(divisor);
      const test = nullIsZero ? `coalesce(${divisor.sql}, ${none}) = ${none}` : `${divisor.sql} = ${none}`;
      const arms = `WHEN ${dividend.sql} IS NULL THEN NULL WHEN ${test} THEN ${toForm(zero, quotient.type, quotient.physical)}`;
      return like(quotient, `CASE ${arms} ELSE ${quotient.sql} END`, args);
    });
}

/** BOOLAND and its like round their numbers to whole ones first: 0.3 is false. */
const roundedTruth: Parameter = (value, context) => {
  const { kind } = value.type;
  const hasFraction = kind === 'real' || (kind === 'fixed' && value.type.scale > 0);
  return truth(hasFraction ? like(value, `round(${value.sql})`) : value, context);
};

export const CONDITIONAL: readonly FunctionSpec[] = [
  define({
    names: ['IFF'],
    params: [truth, any, any],
    apply: (args, _call, context) => choose([{ when: arg(args, 0), result: arg(args, 1) }], arg(args, 2), context),
  }),
  define({ names: ['NVL', 'IFNULL'], params: [any, any], apply: (args, _call, context) => coalesce(args, context) }),
  define({
    names: ['COALESCE'],
    params: [any, any],
    rest: any,
    apply: (args, _call, context) => coalesce(args, context),
  }),
  define({
    names: ['NVL2'],
    params: [any, any, any],
    apply: (args, _call, context) => {
      const test = truthOf(`(${arg(args, 0).sql} IS NOT NULL)`, []);
      return choose([{ when: test, result: arg(args, 1) }], arg(args, 2), context);
    },
  }),
  define({
    names: ['NULLIF'],
    params: [any, any],
    apply: (args, _call, context) => {
      const unless = (value: Emitted, other: Emitted) =>
        choose([{ when: compare('=', value, other, context), result: nullLiteral() }], value, context);
      const [value, other] = [arg(args, 0), arg(args, 1)];
      if (value.literal !== undefined) return unless(value, other);
      return onceOf([value, other], (v = value, o = other) => unless(v, o));
    },
  }),
  define({
    names: ['ZEROIFNULL'],
    params: [numeric],
    apply: (args, _call, context) => neverNull(coalesce([arg(args, 0), numberLiteral('0')], context)),
  }),
  define({
    names: ['NULLIFZERO'],
    params: [numeric],
    apply: (args) => ({
      ...like(
        arg(args, 0),
        once([arg(args, 0).sql], (v) => `CASE WHEN ${v} <> ${zeroOf(arg(args, 0))} THEN ${v} END`),
      ),
      nullable: true,
    }),
  }),
  define({ names: ['DECODE'], params: [any, any, any], rest: any, apply: decode }),
  define({ names: ['GREATEST'], params: [any], rest: any, apply: extreme('greatest', false) }),
  define({ names: ['LEAST'], params: [any], rest: any, apply: extreme('least', false) }),
  define({ names: ['GREATEST_IGNORE_NULLS'], params: [any], rest: any, apply: extreme('greatest', true) }),
  define({ names: ['LEAST_IGNORE_NULLS'], params: [any], rest: any, apply: extreme('least', true) }),
  define({
    names: ['EQUAL_NULL'],
    params: [any, any],
    apply: (args, _call, context) => isDistinct(true, arg(args, 0), arg(args, 1), context),
  }),
  define({ names: ['DIV0'], params: [numeric, numeric], apply: div0(false) }),
  define({ names: ['DIV0NULL'], params: [numeric, numeric], apply: div0(true) }),
  define({
    names: ['BOOLNOT'],
    params: [roundedTruth],
    apply: (args) => truthOf(`(NOT ${arg(args, 0).sql})`, args),
  }),
  define({
    names: ['BOOLAND'],
    params: [roundedTruth, roundedTruth],
    apply: (args) => truthOf(`(${arg(args, 0).sql} AND ${arg(args, 1).sql})`, args),
  }),
  define({
    names: ['BOOLOR'],
    params: [roundedTruth, roundedTruth],
    apply: (args) => truthOf(`(${arg(args, 0).sql} OR ${arg(args, 1).sql})`, args),
  }),
  define({
    names: ['BOOLXOR'],
    params: [roundedTruth, roundedTruth],
    apply: (args) => truthOf(`(${arg(args, 0).sql} <> ${arg(args, 1).sql})`, args),
  }),
];
