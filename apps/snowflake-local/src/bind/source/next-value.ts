import { nextNumber } from '../../catalog/counter.js';
import { displayPath } from '../../catalog/names.js';
import { objectMissing } from '../../errors.js';
import type { FunctionSource } from '../../parse/ast.js';
import { type Environment, Frame } from '../frame.js';
import { positionIn } from '../placed.js';
import type { FromClause } from '../scope.js';
import { expandedRows } from './row-expansion.js';
import { TableArguments } from './table-arguments.js';

/** `TABLE(GETNEXTVAL(s))`: one number of a sequence beside each row of what stands to the left. */
export function bindNextValue(item: FunctionSource, environment: Environment, outer: Frame | null): FromClause {
  const { context, state } = environment;
  const [argument] = item.call.args;
  const column = argument?.kind === 'value' && argument.value.kind === 'column' ? argument.value : undefined;
  if (column === undefined || item.call.args.length > 1) {
    const args = new TableArguments('GETNEXTVAL', item.call, new Frame(environment, undefined, outer, true));
    throw args.invalid('SEQUENCE', 'the name of a sequence');
  }
  const parts = column.parts.map((part) => part.name);
  const sequence = context.catalog.findSequence(parts, context.session);
  if (sequence === undefined) throw objectMissing('Sequence', displayPath(parts), positionIn(environment, column));
  state.volatileCalls += 1;
  const number = nextNumber(sequence.counter);
  const expansion = {
    value: number.sql,
    items: (value: string) => `[${value}]`,
    columns: ({ item: sql }: { readonly item: string }) => [{ name: 'NEXTVAL', value: { ...number, sql } }],
  };
  return expandedRows(expansion, outer !== null, item, environment);
}
