import { type Position, positionAt, SqlError } from '../errors.js';
import type { Span } from '../parse/ast.js';
import type { Environment } from './frame.js';

const BARE = 'SQL compilation error:\n';

/** Types and functions know no places: an error that `make` throws gets one, in its message too. */
export function placed<T>(position: () => Position, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof SqlError) || error.position !== undefined) throw error;
    const place = position();
    const heading = `SQL compilation error: error line ${place.line} at position ${place.column}\n`;
    const message = error.message.startsWith(BARE) ? `${heading}${error.message.slice(BARE.length)}` : error.message;
    throw new SqlError(error.code, error.sqlState, message, place, { cause: error });
  }
}

/** The place of `node` in the statement's text. */
export const positionIn = (environment: Environment, node: Span): Position =>
  positionAt(environment.context.text, node.start);
