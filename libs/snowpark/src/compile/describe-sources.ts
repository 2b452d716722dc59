import type { Action } from '../plan/action.js';
import { type Source, sourceKey } from '../plan/source.js';
import { sourcesOf } from '../resolve/sources.js';
import { bindOf } from '../sql/literal.js';
import type { Statement } from '../sql/statement.js';
import type { ResultColumn } from '../values/result-column.js';
import { tableSql } from './build.js';
import type { CompileContext, Temporary } from './compiled-action.js';

/** The statement whose columns are the source's. It is only ever described. */
export const sourceStatement = (source: Source, temporary: Temporary): Statement =>
  source.kind === 'table'
    ? { text: `SELECT * FROM ${tableSql(source.name, temporary)}`, binds: [] }
    : { text: source.text, binds: source.binds.map(bindOf) };

/** The columns that an action's compilation must know, asked for all at once. */
export async function schemasOf(
  action: Action,
  describe: (source: Source) => Promise<readonly ResultColumn[]>,
): Promise<CompileContext['schemas']> {
  const found = sourcesOf(action).map(
    async (source): Promise<[string, readonly ResultColumn[]]> => [sourceKey(source), await describe(source)],
  );
  return new Map(await Promise.all(found));
}

/** What an action is compiled in. `describe` gives the columns of a statement and runs nothing. */
export async function describeSources(
  action: Action,
  temporary: Temporary,
  describe: (statement: Statement) => Promise<readonly ResultColumn[]>,
): Promise<CompileContext> {
  return { temporary, schemas: await schemasOf(action, (source) => describe(sourceStatement(source, temporary))) };
}
