import { randomUUID } from 'node:crypto';
import type { ResultColumn, Statement } from '@firn/snowpark';
import { parseResultAnswer } from '../rows/result-answer.js';
import type { SessionApi } from '../wire/session-api.js';
import { wireBinds } from './wire-binds.js';

export interface Described {
  readonly queryId: string;
  readonly columns: readonly ResultColumn[];
}

/**
 * The columns that a statement would give; it is planned and not run, so that this may be repeated.
 * Not through the driver, whose columns lack the length and the names of geography and geometry.
 *
 * @throws SnowflakeError with the compile error.
 */
export async function describe(api: SessionApi, statement: Statement, signal?: AbortSignal): Promise<Described> {
  const answer = await api.call({
    method: 'POST',
    path: `/queries/v1/query-request?requestId=${randomUUID()}`,
    accept: 'application/snowflake',
    body: {
      sqlText: statement.text,
      asyncExec: false,
      describeOnly: true,
      isInternal: false,
      ...(statement.binds.length === 0 ? {} : { bindings: wireBinds(statement.binds) }),
    },
    signal,
  });
  const { queryId, columns } = parseResultAnswer(answer);
  return { queryId, columns };
}
