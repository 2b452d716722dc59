import type { ObjectName } from '../parse/ast.js';
import type { BindContext } from './context.js';
import { namePartsIn } from './dynamic-name.js';
import { rootFrame } from './root-frame.js';

/**
 * The folded parts of an object's name; those of `IDENTIFIER(...)` are read from the text that it gives.
 *
 * @throws SqlError 001003 when that text is no name, 002076 when it is not known while the statement is compiled.
 */
export const nameParts = (name: ObjectName, context: BindContext): readonly string[] =>
  namePartsIn(name, rootFrame(context));
