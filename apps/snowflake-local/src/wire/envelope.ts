import type { QueryFailure } from '../execute/query.js';

/** The one form of every answer: `code` is text or null, never a number. */
export interface Envelope {
  readonly data: Readonly<Record<string, unknown>> | string | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly success: boolean;
  readonly headers: null;
}

export const succeeded = (data: Envelope['data']): Envelope => ({
  data,
  code: null,
  message: null,
  success: true,
  headers: null,
});

export const refused = (code: string, message: string, data: Envelope['data'] = null): Envelope => ({
  data,
  code,
  message,
  success: false,
  headers: null,
});

/** A request that never becomes a statement. */
export const failedRequest = (code: string, sqlState: string, message: string): Envelope =>
  refused(code, message, { errorCode: code, sqlState });

/** A failed statement. Node repeats a request whose error lacks `sqlState`, so it is never left out. */
export const failed = (queryId: string, failure: QueryFailure): Envelope =>
  refused(failure.code, failure.message, {
    internalError: false,
    unredactedFromSecureObject: false,
    errorCode: failure.code,
    age: 0,
    sqlState: failure.sqlState,
    queryId,
    line: failure.position?.line ?? -1,
    pos: failure.position?.column ?? -1,
    type: failure.compilation ? 'COMPILATION' : 'SQL',
  });

/** `333333`: a statement that the client waits for is not finished; `333334`: one that it does not wait for. */
export const inProgress = (queryId: string, isAsync: boolean): Envelope => ({
  data: { queryId, getResultUrl: `/queries/${queryId}/result`, queryAbortsAfterSecs: 300, progressDesc: null },
  code: isAsync ? '333334' : '333333',
  message: isAsync
    ? 'Query execution in progress. Asynchronous execution has been accepted.'
    : 'Query execution in progress.',
  success: true,
  headers: null,
});

export const SESSION_GONE = refused('390111', 'Session no longer exists.  New login required to access the service.');
export const SESSION_EXPIRED = refused('390112', 'Your session has expired. Please login again.');
export const TOKEN_INVALID = refused('390104', 'Session token is invalid.');
export const TOKEN_MISSING = refused('390101', 'Authorization header is missing or malformed.');
