import type { ProcedureEntry, ProcedureParameter } from '../catalog/entries.js';
import { displayPath } from '../catalog/names.js';
import { positionAt, SqlError, unknownUserFunction } from '../errors.js';
import type { ExecutionContext, PrepareRequest, StatementOutcome } from '../execute/statement.js';
import type { Call } from '../parse/ast.js';
import { parseExpression, parseStatement } from '../parse/parse.js';
import type { ScriptValue } from '../script/frame.js';
import { runBlock } from '../script/run-block.js';
import { BoundExpressions } from './bound-expression.js';
import { type StatementContext, statementContext } from './statement-context.js';

/** Which procedure a CALL means, and which of its arguments goes to which parameter. */
export interface Called {
  readonly procedure: ProcedureEntry;
  /** For each parameter the place of its argument; null for its default. */
  readonly places: readonly (number | null)[];
}

/** undefined: procedures of the name take other arguments. @throws SqlError 002141 where there is none of the name. */
export function procedureFor(ast: Call, context: StatementContext): Called | undefined {
  const parts = ast.name.map(({ name }) => name);
  const named = context.catalog.findProcedures(parts, context.session);
  if (named.length === 0) {
    throw unknownUserFunction(displayPath(parts), positionAt(context.text, ast.start));
  }
  for (const procedure of named) {
    const places = placesOf(procedure.parameters, ast);
    if (places !== null) return { procedure, places };
  }
  return undefined;
}

function placesOf(parameters: readonly ProcedureParameter[], { args }: Call): Called['places'] | null {
  const places = parameters.map((parameter, at) => {
    const place = args.findIndex(({ name }, index) => (name === undefined ? index === at : name === parameter.name));
    return place < 0 ? null : place;
  });
  const isWhole = parameters.every((parameter, at) => places[at] !== null || parameter.default !== null);
  const taken = places.filter((place) => place !== null);
  return isWhole && taken.length === args.length && new Set(taken).size === taken.length ? places : null;
}

/** Runs the block of a procedure with its parameters as variables; what it returns is of the type that it promises. */
export async function callProcedure(
  { procedure, places }: Called,
  given: readonly ScriptValue[],
  request: PrepareRequest,
  execution: ExecutionContext,
): Promise<StatementOutcome> {
  const values = new Map<string, ScriptValue>();
  for (const [at, parameter] of procedure.parameters.entries()) {
    const place = places[at];
    const value = place == null ? await presetOf(parameter, request, execution) : given[place];
    if (value !== undefined) values.set(parameter.name, value);
  }
  const block = parseStatement(procedure.body);
  if (block.kind !== 'block') throw new SqlError('000603', 'XX000', 'The body of a procedure is a block.');
  const { scriptVariables: _, ...outside } = request;
  return runBlock(block, { ...outside, text: procedure.body, binds: [] }, execution, {
    column: procedure.name,
    parameters: procedure.parameters.flatMap(({ name, type }) => {
      const value = values.get(name);
      return value === undefined ? [] : [{ name, type, value }];
    }),
    returns: procedure.returns,
  });
}

async function presetOf(
  { default: text }: ProcedureParameter,
  request: PrepareRequest,
  execution: ExecutionContext,
): Promise<ScriptValue | undefined> {
  if (text === null) return undefined;
  const context = statementContext({ ...request, text, binds: [] }, execution.catalog.view);
  return (await new BoundExpressions([parseExpression(text)], context).evaluate(execution))[0];
}
