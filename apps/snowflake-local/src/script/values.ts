import { bindExpression, emptyScope } from '../bind/bind-expression.js';
import { evaluate, literalOf, nullOf, readRows } from '../commands/evaluate.js';
import type { StatementContext } from '../commands/statement-context.js';
import { SqlError } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';
import type { Expression } from '../parse/ast.js';
import { coerceTo } from '../types/cast/cast.js';
import { narrowForm } from '../types/physical.js';
import { fixed, type SnowType, text } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import { expressionQuery } from './expression-query.js';
import type { Frame, ScriptValue } from './frame.js';

/** What expressions of a block are computed with. */
export interface Evaluator {
  readonly context: StatementContext;
  readonly execution: ExecutionContext;
}

/**
 * Computes an expression of a block, as the declared type if one is given. One that reads tables runs as a query of its
 * own, so that it sees what the block's transaction has written.
 */
export async function computed(
  expression: Expression,
  frame: Frame,
  evaluator: Evaluator,
  type?: SnowType,
): Promise<ScriptValue> {
  const { context, execution } = evaluator;
  const scriptVariables = frame.variables();
  const query = expressionQuery(context.text.slice(expression.start, expression.end), frame);
  if (query !== null) {
    const { columns, relation } = await execution.runChild({ text: query, scriptVariables });
    const [[value] = []] = await readRows(columns, relation, execution.duck);
    const found = value ?? nullValue(columns[0]?.type ?? text());
    return type === undefined ? found : converted(found, type, evaluator);
  }
  const scope = { ...emptyScope(), tables: frame.rows() };
  const bound = bindExpression(expression, scope, { ...context, scriptVariables });
  const wanted = type === undefined ? bound : coerceTo(bound, type, context.values);
  const [result] = await evaluate([wanted], execution.duck);
  return result ?? nullValue(wanted.type);
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
  const { cell } = await computed(condition, frame, evaluator, { kind: 'boolean' });
  return cell === '1';
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

export const nullValue = (type: SnowType): ScriptValue => nullOf({ type, physical: narrowForm(type) });

export function numberValue(value: number | null): ScriptValue {
  const form = { type: fixed(38, 0), physical: 'bigint' } as const;
  const digits = value === null ? null : String(value);
  return { ...form, sql: literalOf(digits, form), text: digits, cell: digits };
}

export function textValue(value: string | null): ScriptValue {
  const form = { type: text(), physical: 'varchar' } as const;
  return { ...form, sql: literalOf(value, form), text: value, cell: value };
}

export const booleanValue = (value: boolean): ScriptValue => ({
  type: { kind: 'boolean' },
  physical: 'boolean',
  sql: String(value),
  text: String(value),
  cell: value ? '1' : '0',
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
