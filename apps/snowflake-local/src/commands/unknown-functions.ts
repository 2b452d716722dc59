import { isSpecialCall } from '../bind/expression/special-call.js';
import { isSystemCall } from '../bind/expression/system-call.js';
import { isTableFunction } from '../bind/source/table-function.js';
import type { CatalogView } from '../catalog/catalog-view.js';
import { type SqlError, unknownFunctions } from '../errors.js';
import { lookupFunction } from '../functions/lookup.js';
import type { FunctionCall, Statement } from '../parse/ast.js';
import type { SessionView } from '../session/session.js';

/**
 * All functions of a statement that nobody knows, in the order in which they stand there: Snowflake names them together.
 * `first` is the error that the first one met.
 */
export function allUnknown(
  first: SqlError,
  statement: Statement,
  catalog: CatalogView,
  session: SessionView,
): SqlError {
  const names = new Set<string>();
  for (const call of callsIn(statement)) {
    const name = call.name.map((part) => part.name).join('.');
    const isKnown =
      call.name.length > 1 ||
      lookupFunction(name) !== undefined ||
      isSpecialCall(name) ||
      isSystemCall(name) ||
      isTableFunction(name) ||
      catalog.findFunctions([name], session).length > 0;
    if (!isKnown) names.add(name);
  }
  return names.size > 1 ? unknownFunctions([...names], first.position) : first;
}

function callsIn(statement: Statement): readonly FunctionCall[] {
  const calls: FunctionCall[] = [];
  const open: unknown[] = [statement];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (typeof node !== 'object' || node === null) continue;
    if (isCall(node)) calls.push(node);
    open.push(...Object.values(node).filter((part) => part !== undefined));
  }
  return calls.sort((left, right) => left.start - right.start);
}

const isCall = (node: object): node is FunctionCall => 'kind' in node && node.kind === 'call';
