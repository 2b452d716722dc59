import type { PreparedStatement, PrepareRequest } from '../../execute/statement.js';
import type { Explain } from '../../parse/ast.js';
import { unreachable } from '../../unreachable.js';
import { type Cell, listed, wireCell } from '../show/listing.js';
import { statementContext } from '../statement-context.js';
import { commandStatement, STATEMENT_TYPE } from '../status.js';
import { type Operation, operationsOf } from './plan.js';

/** An operation with its number, and that of the one that takes its rows. */
interface Numbered extends Operation {
  readonly id: number;
  readonly parent: number | null;
  readonly depth: number;
}

const TABULAR = listed(
  'step:number',
  'id:number',
  'parent:number',
  'operation',
  'objects',
  'alias',
  'expressions',
  'partitionsTotal:number',
  'partitionsAssigned:number',
  'bytesAssigned:number',
);
const CONTENT = listed('content');

/** EXPLAIN of a statement that has been prepared, which is not run. There are no partitions here: a table counts as one. */
export function prepareExplain(ast: Explain, request: PrepareRequest): PreparedStatement {
  const operations = numbered(operationsOf(ast.statement, statementContext(request)));
  const columns = ast.form === 'tabular' ? TABULAR : CONTENT;
  const cells = cellsOf(ast.form, operations).map((row) => row.map(wireCell));
  return commandStatement(STATEMENT_TYPE.show, {
    columns,
    run: async () => ({ columns, rows: { kind: 'values', cells } }),
  });
}

/** Depth first, in a loop: chains of operations can be long. */
function numbered(root: Operation): readonly Numbered[] {
  const found: Numbered[] = [];
  const open: { operation: Operation; parent: number | null; depth: number }[] = [
    { operation: root, parent: null, depth: 0 },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const id = found.length;
    const { parent, depth } = next;
    found.push({ ...next.operation, id, parent, depth });
    for (const operation of next.operation.inputs.toReversed()) open.push({ operation, parent: id, depth: depth + 1 });
  }
  return found;
}

function cellsOf(form: Explain['form'], operations: readonly Numbered[]): readonly (readonly Cell[])[] {
  switch (form) {
    case 'tabular':
      return [['GlobalStats'], ...operations].map((each) => tabularRow(each, operations));
    case 'json':
      return [[JSON.stringify(jsonPlan(operations))]];
    case 'text':
      return [[textPlan(operations)]];
    default:
      return unreachable(form);
  }
}

const scans = (operations: readonly Numbered[]): number =>
  operations.filter(({ operation }) => operation === 'TableScan').length;

function tabularRow(each: Numbered | readonly string[], operations: readonly Numbered[]): readonly Cell[] {
  if (!('id' in each))
    return [null, null, null, 'GlobalStats', null, null, null, scans(operations), scans(operations), 0];
  const { id, parent, operation, objects, alias, expressions } = each;
  const partitions = operation === 'TableScan' ? [1, 1, 0] : [null, null, null];
  return [1, id, parent, operation, objects?.join(', ') ?? null, alias ?? null, listText(expressions), ...partitions];
}

const listText = (expressions: readonly string[]): string | null =>
  expressions.length === 0 ? null : expressions.join(', ');

function jsonPlan(operations: readonly Numbered[]) {
  const total = scans(operations);
  return {
    GlobalStats: { partitionsTotal: total, partitionsAssigned: total, bytesAssigned: 0 },
    Operations: [
      operations.map(({ id, parent, operation, objects, alias, expressions }) => ({
        id,
        ...(parent === null ? {} : { parentOperators: [parent] }),
        operation,
        ...(objects === undefined ? {} : { objects }),
        ...(alias === undefined ? {} : { alias }),
        ...(expressions.length === 0 ? {} : { expressions }),
        ...(operation === 'TableScan' ? { partitionsAssigned: 1, partitionsTotal: 1, bytesAssigned: 0 } : {}),
      })),
    ],
  };
}

function textPlan(operations: readonly Numbered[]): string {
  const total = scans(operations);
  const stats = [`    partitionsTotal=${total}`, `    partitionsAssigned=${total}`, '    bytesAssigned=0'];
  const lines = operations.map(({ id, depth, operation, objects, alias, expressions }) => {
    const parts = [
      operation,
      objects?.join(', '),
      alias === undefined ? undefined : `as ${alias}`,
      listText(expressions),
    ];
    const words = parts.filter((part) => part !== undefined && part !== null).join('  ');
    const partitions = operation === 'TableScan' ? '  {partitionsTotal=1, partitionsAssigned=1, bytesAssigned=0}' : '';
    return `1:${id}${' '.repeat(Math.min(5 * (depth + 1), 500))}->${words}${partitions}`;
  });
  return ['GlobalStats:', ...stats, 'Operations:', ...lines, ''].join('\n');
}
