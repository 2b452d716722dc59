import { type Position, positionAt } from '../errors.js';
import type { Span } from '../parse/ast.js';
import type { Environment } from './frame.js';

export const positionIn = (environment: Environment, node: Span): Position =>
  positionAt(environment.context.text, node.start);
