import type { Action } from '../plan/action.js';
import { type Source, sourceKey } from '../plan/source.js';
import { sourcesOf } from '../resolve/sources.js';
import { asStatement, render } from '../sql/fragment.js';
import type { Statement } from '../sql/statement.js';
import { withBinds } from '../sql/with-binds.js';
import type { ResultColumn } from '../values/result-column.js';
import { tableSql } from './build.js';
import type { CompileContext, Temporary } from './compiled-action.js';

/** The statement whose columns are the source's. It is only ever described. */
export const sourceStatement = (source: Source, temporary: Temporary): Statement =>
  source.kind === 'table'
    ? { text: `SELECT * FROM ${tableSql(source.name, temporary)}`, binds: [] }
    : callerStatement(source);

/** It needs no query ID of another statement, so that it is one by itself. */
function callerStatement({ text, binds }: Extract<Source, { readonly kind: 'sql' }>): Statement {
  const statement = asStatement(render(withBinds(text, binds)));
  if (statement === null) throw new Error('A statement of the caller stands alone.');
  return statement;
}

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
  describe: (statement: Statement, source: Source) => Promise<readonly ResultColumn[]>,
): Promise<CompileContext> {
  const schemas = await schemasOf(action, (source) => describe(sourceStatement(source, temporary), source));
  return { temporary, schemas };
}
