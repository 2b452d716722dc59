import { compilationError } from '../errors.js';
import type { Expression, ObjectName } from '../parse/ast.js';
import { parseObjectPath } from '../parse/parse.js';
import type { Frame } from './frame.js';

/** The folded parts of an object's name; those of `IDENTIFIER(...)` are read from the text that it gives. */
export const namePartsIn = (name: ObjectName, frame: Frame): readonly string[] =>
  name.kind === 'path' ? name.parts.map((part) => part.name) : dynamicParts(name.value, frame);

/** @throws SqlError 001003 when the text is no name, 002076 when it is not known while the statement is compiled. */
export function dynamicParts(value: Expression, frame: Frame): readonly string[] {
  const { literal } = frame.bind(value);
  if (literal?.kind === 'text') return parseObjectPath(literal.value);
  throw compilationError('002076', '42601', 'IDENTIFIER() takes a constant text.', frame.positionOf(value));
}
