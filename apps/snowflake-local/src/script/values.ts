import { bindExpression, emptyScope } from '../bind/bind-expression.js';
import { evaluate, literalOf } from '../commands/evaluate.js';
import type { StatementContext } from '../commands/statement-context.js';
import { SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Expression } from '../parse/ast.js';
import { coerceTo } from '../types/cast.js';
import { narrowForm } from '../types/physical.js';
import { fixed, type SnowType, text } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import type { Frame, ScriptValue } from './frame.js';

/** What expressions of a block are computed with. */
export interface Evaluator {
  readonly context: StatementContext;
  readonly execution: ExecutionContext;
}

/** Computes an expression of a block, as the declared type if one is given. */
export async function computed(
  expression: Expression,
  frame: Frame,
  { context, execution }: Evaluator,
  type?: SnowType,
): Promise<ScriptValue> {
  const bound = bindExpression(expression, emptyScope(), { ...context, scriptVariables: frame.variables() });
  const value = type === undefined ? bound : coerceTo(bound, type, context.values);
  const [result] = await evaluate([value], execution.duck);
  return result ?? nullValue(value.type);
}

/** A value computed elsewhere, as the declared type. */
export async function converted(
  value: ScriptValue,
  type: SnowType,
  { context, execution }: Evaluator,
): Promise<ScriptValue> {
  const given: Emitted = { ...value, nullable: true };
  const [result] = await evaluate([coerceTo(given, type, context.values)], execution.duck);
  return result ?? nullValue(type);
}

/** Whether a condition holds; NULL does not. */
export async function holds(condition: Expression, frame: Frame, evaluator: Evaluator): Promise<boolean> {
  const { text: answer } = await computed(condition, frame, evaluator, { kind: 'boolean' });
  return answer === '1' || answer === 'true';
}

/** A whole number, such as the bound of a FOR loop. */
export async function wholeNumber(expression: Expression, frame: Frame, evaluator: Evaluator): Promise<number> {
  const { text: answer } = await computed(expression, frame, evaluator, fixed(38, 0));
  const number = answer === null ? Number.NaN : Number(answer);
  if (!Number.isSafeInteger(number)) {
    throw new SqlError(
      '100038',
      '22018',
      `The bound of a FOR loop must be a whole number within 2^53, not ${answer ?? 'NULL'}.`,
    );
  }
  return number;
}

export function nullValue(type: SnowType): ScriptValue {
  const physical = narrowForm(type);
  return { type, physical, sql: literalOf(null, { type, physical }), text: null };
}

export function numberValue(value: number | null): ScriptValue {
  const digits = value === null ? null : String(value);
  return {
    type: fixed(38, 0),
    physical: 'bigint',
    sql: literalOf(digits, { type: fixed(38, 0), physical: 'bigint' }),
    text: digits,
  };
}

export const textValue = (value: string | null): ScriptValue => ({
  type: text(),
  physical: 'varchar',
  sql: literalOf(value, { type: text(), physical: 'varchar' }),
  text: value,
});

export const booleanValue = (value: boolean): ScriptValue => ({
  type: { kind: 'boolean' },
  physical: 'boolean',
  sql: String(value),
  text: value ? '1' : '0',
});

/** The type of a variable that is declared by its first value alone: later values may be longer. */
export function variableType(type: SnowType): SnowType {
  switch (type.kind) {
    case 'fixed':
      return fixed(38, type.scale);
    case 'text':
      return text();
    default:
      return type;
  }
}
