import type { JsonCell, Statement } from '@firn/snowpark';
import { UsageError } from '@firn/snowpark';
import { type Reader, required, signature, TEXT, wrongArgument } from '@firn/snowpark/internal';
import { sixDigits } from '../errors/code.js';
import { toldFailure } from '../errors/raise.js';
import { requireQueryId } from '../status/query-id.js';
import { type StatusMeaning, statusMeaning } from '../status/query-status.js';

/** One query as Snowflake's history tells it. */
export interface HistoryEntry {
  readonly queryId: string;
  /** Characters of its text. A list holds no texts: ten thousand of them may be a gigabyte. */
  readonly textLength: number;
  readonly tag: string;
  readonly sessionId: string;
  /** Small letters, as history writes it; `meaning` is ours. A cancelled query is a failed one with code 000604. */
  readonly wire: string;
  readonly meaning: StatusMeaning;
  readonly code: string | null;
  readonly message: string | null;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** Null while it runs. */
  readonly endedAt: number | null;
}

/** One query with its text. */
export interface HistoryStatement extends HistoryEntry {
  readonly text: string;
}

/** The most that the history functions give; they cut at it *before* any WHERE. */
export const HISTORY_LIMIT = 10_000;

/** History does not say that the answer was cut, so an answer of exactly the limit is treated as cut. */
export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  readonly complete: boolean;
  /** The statement that read it: a row of the history itself, by which a reader sees how late that is. */
  readonly queryId: string;
}

/** Characters of a message that are asked for: nobody shows more, and a failed statement may put its data into it. */
const MESSAGE_LENGTH = 2_000;

const COLUMNS = [
  'query_id',
  'LENGTH(query_text)',
  'query_tag',
  'session_id::VARCHAR',
  'execution_status',
  'error_code',
  `LEFT(error_message, ${MESSAGE_LENGTH})`,
  `DATE_PART(EPOCH_MILLISECOND, start_time)`,
  `DATE_PART(EPOCH_MILLISECOND, end_time)`,
].join(', ');

/** What narrows the history *before* the limit cuts it; a filter behind would miss rows. */
export interface HistoryRange {
  readonly sessionId: string;
  /** Epoch milliseconds: only queries that ended after it, or run. */
  readonly endedAfter?: number | undefined;
}

/**
 * The statement that lists a session's queries, newest first.
 * By session, because by user or warehouse other people's queries push the one that is looked for out of the limit.
 */
export const sessionHistory = (range: HistoryRange): Statement => ({
  text: `SELECT ${COLUMNS} FROM ${ofSession(range)} ORDER BY start_time DESC`,
  binds: [],
});

/** Where one query is looked for. */
export interface HistoryPlace {
  readonly sessionId: string;
  readonly queryId: string;
}

/** The statement that gives one query, with its text. Its filter stands behind the limit, as a search in the whole list would. */
export const sessionQuery = ({ sessionId, queryId }: HistoryPlace): Statement => ({
  text: `SELECT ${COLUMNS}, query_text FROM ${ofSession({ sessionId })} WHERE query_id = '${requireQueryId(queryId)}'`,
  binds: [],
});

function ofSession({ sessionId, endedAfter }: HistoryRange): string {
  if (!/^\d+$/.test(sessionId)) {
    throw new UsageError('invalid_argument', `"${sessionId}" is not a session ID: it must be digits.`);
  }
  const since =
    endedAfter === undefined ? '' : `, END_TIME_RANGE_START => TO_TIMESTAMP_LTZ(${Math.floor(endedAfter)}, 3)`;
  return `TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_SESSION(SESSION_ID => ${sessionId}, RESULT_LIMIT => ${HISTORY_LIMIT}${since}))`;
}

/** The user of the session alone, all of its sessions. */
export interface UserHistoryRange {
  /** Epoch milliseconds: only queries that ended after the one and before the other; without the latter those that run too. */
  readonly endedAfter: number;
  readonly endedBefore?: number | undefined;
}

/** The statement that lists a user's queries, newest first. */
export function userHistory({ endedAfter, endedBefore }: UserHistoryRange): Statement {
  const at = (name: string, ms: number) => `, ${name} => TO_TIMESTAMP_LTZ(${Math.floor(ms)}, 3)`;
  const until = endedBefore === undefined ? '' : at('END_TIME_RANGE_END', endedBefore);
  return {
    text: `SELECT ${COLUMNS} FROM TABLE(INFORMATION_SCHEMA.QUERY_HISTORY_BY_USER(RESULT_LIMIT => ${HISTORY_LIMIT}${at('END_TIME_RANGE_START', endedAfter)}${until})) ORDER BY start_time DESC`,
    binds: [],
  };
}

/** The page of a statement that read it, of all of its rows. */
export const historyPage = (queryId: string, entries: readonly HistoryEntry[]): HistoryPage => ({
  entries,
  complete: entries.length < HISTORY_LIMIT,
  queryId,
});

/** Those of the entries whose tag is exactly `tag`. */
export function byTag(page: HistoryPage, tag: string): readonly HistoryEntry[];
export function byTag(...given: readonly unknown[]): readonly HistoryEntry[] {
  const [{ entries }, tag] = BY_TAG.read(given);
  return entries.filter((entry) => entry.tag === tag);
}

const isPage = (given: unknown): given is HistoryPage =>
  typeof given === 'object' && given !== null && 'entries' in given && Array.isArray(given.entries);

const PAGE: Reader<HistoryPage> = {
  allowed: 'a page of the history',
  read(given, place) {
    if (!isPage(given)) throw wrongArgument(place, this.allowed, given);
    return given;
  },
};
const BY_TAG = signature('byTag', required('page', PAGE), required('tag', TEXT));

/** A row of `sessionQuery`. */
export const historyStatement = (row: readonly JsonCell[]): HistoryStatement => ({
  ...historyEntry(row),
  text: String(row.at(-1) ?? ''),
});

/** A row of any of these statements. */
export function historyEntry(row: readonly JsonCell[]): HistoryEntry {
  const [queryId, textLength, tag, sessionId, wire, code, message, startedAt, endedAt] = row;
  const told =
    message === null || message === undefined || message === ''
      ? null
      : toldFailure({ code, message: String(message) });
  return {
    queryId: String(queryId),
    textLength: Number(textLength ?? 0),
    tag: String(tag ?? ''),
    sessionId: String(sessionId),
    wire: String(wire),
    meaning: statusMeaning(String(wire)),
    code: (told === null ? sixDigits(code) : told.code) || null,
    message: told?.message ?? null,
    startedAt: Number(startedAt),
    endedAt: Number(endedAt) > 0 ? Number(endedAt) : null, // the epoch itself while it runs
  };
}
