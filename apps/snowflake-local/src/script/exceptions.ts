import { type Position, SqlError } from '../errors.js';
import { sqlErrorFromEngine } from '../types/engine-error.js';

/** What an exception is raised by, which is also what a handler can name. */
export type ExceptionType = 'STATEMENT_ERROR' | 'EXPRESSION_ERROR' | { readonly name: string };

/** An exception on its way through a block. */
export class ScriptException extends Error {
  override readonly name = 'ScriptException';

  constructor(
    readonly type: ExceptionType,
    /** SQLCODE: the number of the exception, or of the error behind it. */
    readonly number: number,
    readonly sqlState: string,
    message: string,
    readonly position: Position,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  get typeName(): string {
    return typeof this.type === 'string' ? this.type : this.type.name;
  }
}

/** Number and message of an exception that is declared without them. */
export const DEFAULT_EXCEPTION = { number: -20_000, message: '' } as const;

/** The error that a statement or expression of a block failed with. What ends the whole query is not an exception. */
export function exceptionOf(
  error: unknown,
  type: 'STATEMENT_ERROR' | 'EXPRESSION_ERROR',
  position: Position,
): ScriptException | null {
  if (error instanceof ScriptException) return error;
  const failure = error instanceof SqlError ? error : sqlErrorFromEngine(error);
  if (failure === undefined || ENDING.has(failure.code)) return null;
  return new ScriptException(type, Number(failure.code), failure.sqlState, failure.message, position, { cause: error });
}

/** Cancelled, timed out, session gone: a handler must not keep a block alive that somebody has stopped. */
const ENDING: ReadonlySet<string> = new Set(['000604', '000630', '390111', '390112']);

/** `names`: as the handler wrote them. */
export function isHandledBy(exception: ScriptException, names: readonly string[]): boolean {
  return names.some((name) => name === 'OTHER' || name === exception.typeName);
}

/** What the client of a block gets when no handler took the exception. */
export function uncaught(exception: ScriptException): SqlError {
  const { line, column } = exception.position;
  return new SqlError(
    '100132',
    'P0000',
    `Uncaught exception of type '${exception.typeName}' on line ${line} at position ${column} : ${exception.message}`,
    exception.position,
    { cause: exception },
  );
}
