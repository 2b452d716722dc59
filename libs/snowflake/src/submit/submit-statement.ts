import type { Statement } from '@firn/snowpark';
import { z } from 'zod';
import { EXCHANGE_FAILED, failureOf, NO_CODE, snowflakeError } from '../errors/raise.js';
import { endedAnswer, isInProgress } from '../rows/result-answer.js';
import type { Envelope } from '../wire/envelope.js';
import type { RetryPolicy } from '../wire/retry.js';
import type { SessionApi } from '../wire/session-api.js';
import { refuseFileTransfer } from './file-transfer.js';
import { type SubmitOptions, statementParameters } from './statement-parameters.js';
import { wireBindings } from './wire-binds.js';

/** About a minute: whoever has no answer then looks for the statement, which may have been taken. */
const SUBMIT_RETRY: RetryPolicy = { attempts: 12, firstPauseMs: 250, longestPauseMs: 8_000 };

const Taken = z.looseObject({ queryId: z.string().min(1) });

/**
 * Hands a statement over, and gives its query ID as soon as Snowflake has taken it. Repeated under the same request ID where the way to
 * Snowflake fails, since Snowflake runs that once within the session; never after an answer.
 *
 * Not through the driver, whose own HTTP stack costs more than the rest of a trivial job.
 *
 * @param signal ends the repeating once nobody waits any more; what was sent may have been taken all the same
 * @throws SnowflakeError what Snowflake refused, or that no answer came; UsageError for what is never sent
 */
export const submitStatement = async (
  api: SessionApi,
  statement: Statement,
  options: SubmitOptions,
  signal?: AbortSignal,
): Promise<string> => queryIdOf(await post(api, statement, options, { asyncExec: true, signal }));

/**
 * Runs a statement to its end, and gives what Snowflake answers then. Repeated as a submit is.
 *
 * Not through the driver, which goes on repeating a request whose connection was closed, for a minute and more: its timers hold the
 * process, and nothing ends them.
 *
 * @throws SnowflakeError what Snowflake answered or that no answer came, and the reason of `signal`; UsageError for what is never sent
 */
export async function runStatement(
  api: SessionApi,
  statement: Statement,
  options: SubmitOptions,
  signal: AbortSignal,
): Promise<{ readonly queryId: string; readonly answer: Envelope }> {
  const first = await post(api, statement, options, { asyncExec: false, signal });
  const queryId = queryIdOf(first);
  return { queryId, answer: isInProgress(first) ? await endedAnswer(api, queryId, signal) : first };
}

function post(
  api: SessionApi,
  statement: Statement,
  options: SubmitOptions,
  { asyncExec, signal }: { readonly asyncExec: boolean; readonly signal: AbortSignal | undefined },
): Promise<Envelope> {
  refuseFileTransfer(statement.text);
  return api.call({
    method: 'POST',
    path: `/queries/v1/query-request?requestId=${encodeURIComponent(options.requestId)}`,
    accept: 'application/snowflake',
    body: {
      disableOfflineChunks: false,
      sqlText: statement.text,
      ...wireBindings(statement),
      parameters: statementParameters(options),
      asyncExec,
    },
    retry: SUBMIT_RETRY,
    mayRetry: (error) => failureOf(error).code === EXCHANGE_FAILED,
    signal,
  });
}

function queryIdOf(answer: Envelope): string {
  const taken = Taken.safeParse(answer.data);
  if (taken.success) return taken.data.queryId;
  throw snowflakeError({ code: NO_CODE, message: 'Snowflake took a statement and answered without its query ID.' });
}
