import { MOST_PIVOT_VALUES, PivotValuesNeeded } from '../bind/source/pivot-values.js';
import { unsupported } from '../errors.js';
import type { ExecutionContext } from '../execute/statement.js';

/** The values of each PIVOT of a statement, by its key. */
export type PivotValues = ReadonlyMap<string, readonly string[]>;

/** Binds again and again, each time with the values of one PIVOT more, until all are known. */
export async function withPivotValues<T>(execution: ExecutionContext, bind: (values: PivotValues) => T): Promise<T> {
  const known = new Map<string, readonly string[]>();
  for (;;) {
    try {
      return bind(known);
    } catch (error) {
      if (!(error instanceof PivotValuesNeeded) || known.has(error.key)) throw error;
      known.set(error.key, await valuesOf(error, execution));
    }
  }
}

async function valuesOf(needed: PivotValuesNeeded, execution: ExecutionContext): Promise<readonly string[]> {
  if (needed.state.calls.length > 0) throw unsupported('SYSTEM$ functions in what a PIVOT takes its values from');
  const rows = await execution.duck.rows(needed.sql);
  if (rows.length > MOST_PIVOT_VALUES) throw unsupported(`more than ${MOST_PIVOT_VALUES} values of a PIVOT`);
  return rows.map(([value]) => String(value));
}
