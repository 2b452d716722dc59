import { compilationError, invalidIdentifier } from '../../errors.js';
import type { BindParameter, HostVariable, PositionReference, SessionVariable as Reference } from '../../parse/ast.js';
import type { SessionVariable } from '../../session/session.js';
import type { Emitted, Literal } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { isNamed } from '../resolve.js';
import type { ScopeTable } from '../scope.js';

/** `$1`: a column of the FROM clause by its number. */
export function bindPosition(node: PositionReference, frame: Frame): Emitted {
  const qualifier = node.qualifier.map((part) => part.name);
  const value = positionalIn(qualifier, node.index, frame);
  if (value === undefined) throw invalidIdentifier(frame.textOf(node), frame.positionOf(node));
  if (!frame.insideAggregate) frame.uses.push({ name: `$${node.index}`, node });
  return value;
}

function positionalIn(qualifier: readonly string[], index: number, start: Frame): Emitted | undefined {
  for (let frame: Frame | null = start; frame !== null; frame = frame.outer) {
    const value = positional(qualifier, index, frame);
    if (value !== undefined) {
      frame.ownNames += 1;
      return value;
    }
    frame.outerNames += 1;
  }
  return undefined;
}

function positional(qualifier: readonly string[], index: number, frame: Frame): Emitted | undefined {
  const { tables, columns } = frame.from;
  const table = qualifier.length > 0 ? tables.find((candidate) => isNamed(candidate, qualifier)) : onlyTable(tables);
  if (table?.positional !== undefined) return index > 0 ? table.positional(index) : undefined;
  return (qualifier.length > 0 ? table?.columns : columns)?.[index - 1]?.value;
}

const onlyTable = (tables: readonly ScopeTable[]): ScopeTable | undefined =>
  tables.length === 1 ? tables[0] : tables.find((table) => table.positional !== undefined);

export function bindSessionVariable(node: Reference, frame: Frame): Emitted {
  const variable = frame.environment.context.session.variables.get(node.name);
  if (variable !== undefined) return variableValue(variable);
  const detail = `Session variable '$${node.name}' does not exist`;
  throw compilationError('002211', '02000', detail, frame.positionOf(node));
}

export function bindHostVariable(node: HostVariable, frame: Frame): Emitted {
  const variable = frame.environment.context.scriptVariables?.get(node.name);
  if (variable !== undefined) return variableValue(variable);
  throw notSet(node, frame);
}

export function bindParameter(node: BindParameter, frame: Frame): Emitted {
  const { binds, unbound } = frame.environment.context;
  const value = binds[node.index - 1] ?? unbound;
  if (value !== undefined) return value;
  throw notSet(node, frame);
}

const notSet = (node: BindParameter | HostVariable, frame: Frame) =>
  compilationError('002049', '42601', `Bind variable ${frame.textOf(node)} not set.`, frame.positionOf(node));

/** A variable's value, known while the statement is bound: it can stand where a constant must. */
export function variableValue({ type, physical, sql, text }: SessionVariable): Emitted {
  const literal = literalOf(type.kind, text);
  return { type, physical, nullable: text === null, sql, ...(literal && { literal }) };
}

function literalOf(kind: SessionVariable['type']['kind'], text: string | null): Literal | undefined {
  if (text === null) return undefined;
  if (kind === 'text') return { kind: 'text', value: text };
  if (kind === 'fixed') return { kind: 'number', digits: text };
  return kind === 'boolean' ? { kind: 'boolean', value: text === 'true' } : undefined;
}
