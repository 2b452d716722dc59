import type { Span } from '../../parse/ast.js';
import type { Frame } from '../frame.js';
import { placed } from '../placed.js';

/** As `placed`, with the place of `node`. */
export const located = <T>(node: Span, frame: Frame, make: () => T): T => placed(() => frame.positionOf(node), make);
