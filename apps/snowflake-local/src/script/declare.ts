import { snowType } from '../bind/data-type.js';
import type { Declaration } from '../parse/ast.js';
import { text } from '../types/snow-type.js';
import { unreachable } from '../unreachable.js';
import { DEFAULT_EXCEPTION } from './exceptions.js';
import type { Frame, Slot } from './frame.js';
import type { ChildStatements } from './statements.js';
import { computed, converted, type Evaluator, nullValue, variableType } from './values.js';

/** Adds what DECLARE or LET names to a frame. */
export async function declare(
  declaration: Declaration,
  frame: Frame,
  evaluator: Evaluator,
  children: ChildStatements,
): Promise<void> {
  const { name } = declaration;
  switch (declaration.kind) {
    case 'variable':
      return declareVariable(declaration, frame, evaluator);
    case 'resultset': {
      const slot: Extract<Slot, { kind: 'resultset' }> = { kind: 'resultset', outcome: null };
      frame.declare(name, slot);
      if (declaration.value !== undefined) await children.fill(slot, declaration.value, declaration.async, frame);
      return;
    }
    case 'cursor':
      frame.declare(name, { kind: 'cursor', source: declaration.source, open: null });
      return;
    case 'exception': {
      const number = declaration.number ?? DEFAULT_EXCEPTION.number;
      const message = declaration.message ?? DEFAULT_EXCEPTION.message;
      frame.declare(name, { kind: 'exception', number, message });
      return;
    }
    default:
      return unreachable(declaration);
  }
}

/** Without a type a variable has that of its first value, as wide as the type goes. */
async function declareVariable(
  { name, type: declared, value }: Extract<Declaration, { kind: 'variable' }>,
  frame: Frame,
  evaluator: Evaluator,
): Promise<void> {
  if (declared !== undefined) {
    const type = snowType(declared, evaluator.context);
    const first = value === undefined ? nullValue(type) : await computed(value, frame, evaluator, type);
    frame.declare(name, { kind: 'value', type, value: first });
    return;
  }
  if (value === undefined) {
    frame.declare(name, { kind: 'value', type: text(), value: nullValue(text()) });
    return;
  }
  const first = await computed(value, frame, evaluator);
  const type = variableType(first.type);
  frame.declare(name, { kind: 'value', type, value: await converted(first, type, evaluator) });
}
