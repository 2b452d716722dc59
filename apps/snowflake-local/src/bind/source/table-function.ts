import { unknownFunction } from '../../errors.js';
import type { FunctionSource } from '../../parse/ast.js';
import type { Environment } from '../frame.js';
import { Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import { type Relation, relationColumns } from '../relation.js';
import type { FromClause } from '../scope.js';
import { chooseFunction, returnsRows, rowsOfFunction } from '../user-function.js';
import { renamed } from './alias.js';
import { copyHistory, isCopyHistory } from './copy-history.js';
import { bindFlatten } from './flatten.js';
import { bindGenerator } from './generator.js';
import { historySource, isHistoryFunction } from './history.js';
import { bindInferSchema } from './infer-schema.js';
import { bindNextValue } from './next-value.js';
import { resultScan } from './result-scan.js';
import { bindSplit, isSplitFunction } from './split-to-table.js';
import { TableArguments } from './table-arguments.js';
import { isTaskHistory, taskHistory } from './task-history.js';

/** Whether the server itself has a function of that name that gives rows. */
export const isTableFunction = (name: string): boolean =>
  TABLE_FUNCTIONS.has(name) ||
  isSplitFunction(name) ||
  isHistoryFunction(name) ||
  isCopyHistory(name) ||
  isTaskHistory(name);

const TABLE_FUNCTIONS: ReadonlySet<string> = new Set([
  'GETNEXTVAL',
  'GENERATOR',
  'FLATTEN',
  'INFER_SCHEMA',
  'RESULT_SCAN',
]);

/** A function that the user has made, with the columns that it declares. */
function bindUserRows(
  name: string,
  args: TableArguments,
  item: FunctionSource,
  environment: Environment,
  frame: Frame,
): FromClause {
  const { call } = item;
  const { catalog, session } = environment.context;
  const parts = call.name.map((part) => part.name);
  const named = catalog.findFunctions(parts, session).filter(returnsRows);
  if (named.length === 0) throw unknownFunction(name, positionIn(environment, call));
  const relation = rowsOfFunction(chooseFunction(named, args.all(), call, frame), environment);
  const table = environment.state.nextTable();
  const source = { path: [named[0]?.name ?? name], columns: relationColumns(table, relation.columns) };
  return renamed(`${args.isLateral ? 'LATERAL ' : ''}${relation.sql} AS ${table}`, source, item.alias, environment);
}

function knownRelation(name: string, args: TableArguments, environment: Environment): Relation | null {
  if (name === 'RESULT_SCAN') return resultScan(args, environment);
  if (isHistoryFunction(name)) return historySource(name, args, environment);
  if (isTaskHistory(name)) return taskHistory(args, environment);
  return isCopyHistory(name) ? copyHistory(args, environment) : null;
}

/** `TABLE(f(...))`: functions that give rows. */
export function bindTableFunction(item: FunctionSource, environment: Environment, outer: Frame | null): FromClause {
  const { call } = item;
  if (call.name.length === 1 && call.name[0]?.name === 'GETNEXTVAL') return bindNextValue(item, environment, outer);
  environment.state.scans = null;
  const name = call.name.map((part) => part.name).join('.');
  const frame = new Frame(environment, undefined, outer, true);
  const args = new TableArguments(name, call, frame);
  if (name === 'GENERATOR') return bindGenerator(args, item, environment);
  if (name === 'FLATTEN') return bindFlatten(args, item, environment);
  if (name === 'INFER_SCHEMA') return bindInferSchema(args, item, environment);
  if (isSplitFunction(name)) return bindSplit(name, args, item, environment, frame);
  const relation = knownRelation(name, args, environment);
  if (relation === null) return bindUserRows(name, args, item, environment, frame);
  const table = environment.state.nextTable();
  const source = { path: [], columns: relationColumns(table, relation.columns) };
  return renamed(`(${relation.sql}) AS ${table}`, source, item.alias, environment);
}
