import { asDecimal, toReal } from '../cast/cast-number.js';
import { wholeDigits } from '../forms.js';
import type { Physical } from '../physical.js';
import { type FixedType, fixed, REAL, type SnowType, sameType } from '../snow-type.js';
import { type Emitted, isNullLiteral, type ValueContext } from '../typed.js';
import { type ArithmeticOperator, arithmetic, resultType, toNumber } from './arithmetic.js';

/** Steps up to this many are nested: faster than a fold over a list while the planner does not mind the depth. */
export const NESTED_STEPS = 32;
export const [LEFT, RIGHT] = ['"~a"', '"~b"'];

/**
 * `first op b1 op b2 …`, from the left as Snowflake computes it: types, rounding and overflow are those of each step.
 * DuckDB plans a nest in a time that grows with the square of its depth, and a constant one with its cube, so what is
 * long becomes a fold over a list as soon as a step no longer changes the type.
 */
export function arithmeticChain(first: Emitted, steps: readonly Step[], context: ValueContext): Emitted {
  let value = first;
  for (let at = 0; at < steps.length; ) {
    const fold = steps.length - at > NESTED_STEPS ? foldFrom(value, steps, at, context) : null;
    if (fold !== null && fold.elements.length > NESTED_STEPS) {
      value = folded(value, fold);
      at += fold.elements.length;
      continue;
    }
    for (const end = at + Math.max(1, fold?.elements.length ?? 0); at < end; at += 1) {
      const step = steps[at];
      if (step !== undefined) value = arithmetic(step.operator, value, step.operand, context);
    }
  }
  return value;
}

export interface Step {
  readonly operator: ArithmeticOperator;
  readonly operand: Emitted;
}

export interface Fold {
  /** The operands in the form that the fold's list has. */
  readonly elements: readonly string[];
  readonly nullable: boolean;
  /** One step as DuckDB text over `LEFT` and `RIGHT`. */
  readonly body: string;
}

/** The steps from `from` on that one body can take and that leave the type as it is. */
function foldFrom(value: Emitted, steps: readonly Step[], from: number, context: ValueContext): Fold | null {
  const { type } = value;
  if (type.kind === 'real') return foldReals(value, steps, from, context);
  if (type.kind !== 'fixed') return null;
  return foldFixed({ ...value, type }, steps, from, context);
}

/** `a - b` is `a + (- b)`, of NUMBERs and of FLOATs alike: a chain of both is a chain of sums. */
const isAdditive = (operator: ArithmeticOperator): boolean => operator === '+' || operator === '-';
const oneOperator = (operator: ArithmeticOperator): ArithmeticOperator => (isAdditive(operator) ? '+' : operator);
const signed = (operator: ArithmeticOperator, sql: string): string => (operator === '-' ? `(- ${sql})` : sql);

function foldReals(value: Emitted, steps: readonly Step[], from: number, context: ValueContext): Fold | null {
  const operator = oneOperator(steps[from]?.operator ?? '+');
  const elements: string[] = [];
  let nullable = false;
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at];
    if (step === undefined || oneOperator(step.operator) !== operator || !isNumeric(step.operand)) break;
    elements.push(signed(step.operator, toReal(toNumber(step.operand, value, operator, context)).sql));
    nullable ||= step.operand.nullable;
  }
  const { sql: body } = arithmetic(operator, side(LEFT, REAL, 'double'), side(RIGHT, REAL, 'double'), context);
  return { elements, nullable, body };
}

function foldFixed(
  value: Emitted & { readonly type: FixedType },
  steps: readonly Step[],
  from: number,
  context: ValueContext,
): Fold | null {
  const first = steps[from];
  if (first?.operand.type.kind !== 'fixed') return null;
  const { type, physical } = value;
  const operator = oneOperator(first.operator);
  const stepScale = operator === '+' ? type.scale : first.operand.type.scale;
  const elements: string[] = [];
  let nullable = false;
  let digits = 1;
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at];
    if (step === undefined || oneOperator(step.operator) !== operator) break;
    const { operand } = step;
    if (operand.type.kind !== 'fixed' || isNullLiteral(operand)) break;
    const whole = wholeDigits(operand);
    const fits = operator === '+' ? operand.type.scale <= stepScale : operand.type.scale === stepScale;
    const held = physical === 'bigint' ? operand.physical === 'bigint' : isHeld(whole, stepScale, type, operator);
    if (!fits || !held || !sameType(resultType(operator, type, operand.type), type)) break;
    elements.push(
      signed(step.operator, physical === 'bigint' ? operand.sql : asDecimal(operand, type.precision, type.scale)),
    );
    nullable ||= operand.nullable;
    digits = Math.max(digits, whole);
  }
  const stepType = operator === '+' ? type : fixed(Math.max(1, digits + stepScale), stepScale);
  const body = arithmetic(
    operator,
    side(LEFT, type, physical),
    side(rightSide(stepType, type, physical), stepType, physical),
    context,
  );
  return body.physical === physical ? { elements, nullable, body: body.sql } : null;
}

/** Whether an operand can stand in a list of the result's type. Sums are computed in that type anyway. */
const isHeld = (whole: number, scale: number, type: FixedType, operator: ArithmeticOperator): boolean =>
  operator === '+' || (scale <= type.scale && whole <= type.precision - type.scale);

const rightSide = (step: FixedType, type: FixedType, physical: Physical): string =>
  physical === 'bigint' || sameType(step, type) ? RIGHT : `CAST(${RIGHT} AS DECIMAL(${step.precision},${step.scale}))`;

const side = (sql: string, type: SnowType, physical: Physical): Emitted => ({ sql, type, physical, nullable: true });

const isNumeric = ({ type }: Emitted): boolean =>
  type.kind === 'fixed' || type.kind === 'real' || type.kind === 'text' || type.kind === 'variant';

export function folded(value: Emitted, { elements, nullable, body }: Fold): Emitted {
  const { literal: _, ...rest } = value;
  const sql = `list_reduce([${[value.sql, ...elements].join(', ')}], lambda ${LEFT}, ${RIGHT}: ${body})`;
  return { ...rest, sql, nullable: value.nullable || nullable };
}
