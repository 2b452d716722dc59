import { bindCount } from '../commands/bind-count.js';
import type { StatementContext } from '../commands/statement-context.js';
import { SqlError } from '../errors.js';
import { parseStageLocation } from '../parse/parse.js';
import { text } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';

const ROWS = '"~staged"';

/**
 * The rows of a bulk bind whose values a driver has put into a stage: CSV files with a field for each `?`, in their order,
 * read by the stage's own format. As a FROM clause and as expressions over it.
 *
 * @throws SqlError for a place that is none, and for a stage that does not exist
 */
export function stagedRows(
  place: string,
  context: StatementContext,
): { readonly from: string; readonly values: readonly Emitted[] } {
  const location = parseStageLocation(place);
  if (location === null) throw notAPlace(place);
  const files = context.stages.open(location, [], context);
  if (files.kind !== 'text') throw notAPlace(place);
  const count = bindCount(context.text);
  return {
    from: `(${files.rows(count)}) AS ${ROWS}`,
    values: Array.from({ length: count }, (_, at) => ({
      type: text(),
      physical: 'varchar' as const,
      nullable: true,
      sql: `${ROWS}.c${at + 1}`,
    })),
  };
}

const notAPlace = (place: string): SqlError =>
  new SqlError('001015', '22023', `SQL compilation error:\nbindStage '${place}' is no place in a stage of CSV files.`);
