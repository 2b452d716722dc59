import { compilationError } from '../../errors.js';
import type { Expression, Sample } from '../../parse/ast.js';
import { type Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import type { FromClause } from '../scope.js';
import { HandedOn } from './handed-on.js';

/** Rows of one block, which are chosen together. */
const BLOCK_ROWS = 2_048;
const MOST_ROWS = 1_000_000;
/** Shares of the whole that a percentage is counted in. */
const SHARES = 1_000_000;

/**
 * `SAMPLE (p)`, `SAMPLE (n ROWS)`: each row or block with a probability, or so many rows. With a seed the same rows of the same table
 * in the same order are chosen again.
 */
export function bindSample(item: Sample, source: FromClause, environment: Environment): FromClause {
  const { state } = environment;
  const frame = new Frame(environment);
  const { kind, count } = item.size;
  const size = constantNumber(count, kind === 'rows' ? MOST_ROWS : 100, kind === 'rows', frame);
  const seed = item.seed === undefined ? undefined : constantNumber(item.seed, 2 ** 31 - 1, true, frame);
  const isBlock = item.method === 'block';
  if (kind === 'rows' && (isBlock || seed !== undefined)) {
    const what = isBlock ? 'SYSTEM' : 'SEED';
    throw compilationError('001003', '42000', `SAMPLE (n ROWS) takes no ${what}.`, positionIn(environment, item));
  }
  if (seed === undefined) state.volatileCalls += 1;
  state.scans = null;
  const table = state.nextTable();
  const handed = new HandedOn(table);
  const scope = named(item, handed.scope(source));
  const chosen = (): string => {
    const items = handed.items();
    if (kind === 'rows') return `SELECT ${[...items, '1'].join(', ')} FROM ${source.sql()} USING SAMPLE ${size} ROWS`;
    const names = [...items.map((_, index) => `k${index}`), '1'].join(', ');
    const numbered = `(SELECT ${[...items, 'row_number() OVER () - 1 AS n'].join(', ')} FROM ${source.sql()})`;
    const place = isBlock ? `(n // ${BLOCK_ROWS})` : 'n';
    const threshold = Math.round((size / 100) * SHARES);
    if (seed === undefined && !isBlock)
      return `SELECT ${names} FROM ${numbered} WHERE random() * ${SHARES} < ${threshold}`;
    const salt = seed ?? Math.floor(Math.random() * 2 ** 31);
    return `SELECT ${names} FROM ${numbered} WHERE hash(${place}, ${salt}) % ${SHARES} < ${threshold}`;
  };
  return { ...scope, sql: () => `(${chosen()}) AS ${table}` };
}

/** An alias behind SAMPLE names the one source in front of it. */
function named(item: Sample, scope: Pick<FromClause, 'tables' | 'columns'>): Pick<FromClause, 'tables' | 'columns'> {
  const { alias } = item;
  const [table] = scope.tables;
  if (alias === undefined || table === undefined) return scope;
  const columns = scope.columns.map((column, index) => ({
    ...column,
    name: alias.columns[index]?.name ?? column.name,
  }));
  return { tables: [{ ...table, path: [alias.name.name], columns }], columns };
}

function constantNumber(expression: Expression, most: number, isWhole: boolean, frame: Frame): number {
  const { literal } = frame.within('from', () => frame.bind(expression));
  const number = literal?.kind === 'number' ? Number(literal.digits) : Number.NaN;
  if (number >= 0 && number <= most && (!isWhole || Number.isInteger(number))) return number;
  const detail = `invalid value [${frame.textOf(expression)}] for SAMPLE: a ${isWhole ? 'whole ' : ''}number from 0 to ${most} is needed`;
  throw compilationError('001008', '22023', detail, frame.positionOf(expression));
}
