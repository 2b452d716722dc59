import { byTag, failureOf } from '@firn/snowflake';
import {
  HISTORY_LIMIT,
  historyEntry,
  historyPage,
  sessionHistory,
  sessionQuery,
  userHistory,
} from '../../../libs/snowflake/src/history/history.js';
import { OTHER_QUERY, refusal } from '../support/protocol-server.js';
import { rejection, scripted } from '../support/sessions.js';

const row = (id: string, status: string, tag: string, code: string | null = null, endedAt: number | string = 2_000) => [
  id,
  8,
  tag,
  '77',
  status,
  code,
  code === null ? null : 'SQL execution canceled',
  1_000,
  endedAt,
];

describe('the history', () => {
  it('is narrowed to a session before its limit cuts it, and not by a filter behind', () => {
    const { text } = sessionHistory({ sessionId: '77', endedAfter: 1_700_000_000_000.7 });
    expect(text).toContain(
      'QUERY_HISTORY_BY_SESSION(SESSION_ID => 77, RESULT_LIMIT => 10000, END_TIME_RANGE_START => TO_TIMESTAMP_LTZ(1700000000000, 3))',
    );
    expect(text).not.toMatch(/\bwhere\b/i);
    expect(() => sessionHistory({ sessionId: '77) OR (1=1' })).toThrow('not a session ID');
    expect(() => sessionQuery({ sessionId: '77', queryId: "x' or 'x'='x" })).toThrow('expected a query ID');
  });

  it('asks for the text of no more than one query', () => {
    const asked = (text: string) => text.replaceAll('LENGTH(query_text)', '').includes('query_text');
    expect(asked(sessionHistory({ sessionId: '77' }).text)).toBe(false);
    expect(asked(userHistory({ endedAfter: 0 }).text)).toBe(false);
    expect(sessionQuery({ sessionId: '77', queryId: OTHER_QUERY }).text).toMatch(
      new RegExp(`, query_text FROM .* WHERE query_id = '${OTHER_QUERY}'$`),
    );
  });

  it('reads statuses, codes and times as history writes them', () => {
    const page = historyPage(
      'h',
      [
        row('a', 'success', '{"job":"x"}'),
        row('b', 'failed_with_error', '{"job":"x"}', '604'),
        row('c', 'running', '{"job":"y"}', null, 0),
      ].map(historyEntry),
    );
    expect(page.complete).toBe(true);
    expect(byTag(page, '{"job":"x"}').map((entry) => entry.queryId)).toEqual(['a', 'b']);
    expect(page.entries[1]).toMatchObject({
      code: '000604',
      meaning: { state: 'failed' },
      endedAt: 2_000,
      sessionId: '77',
    });
    expect(page.entries[2]).toMatchObject({ meaning: { state: 'running' }, endedAt: null });
  });

  it('does not claim to be complete when it was cut', () => {
    const entries = Array.from({ length: HISTORY_LIMIT }, (_, index) =>
      historyEntry(row(String(index), 'success', '')),
    );
    expect(historyPage('h', entries).complete).toBe(false);
  });
});

describe('a cancel', () => {
  it('of a query that has ended is no failure', async () => {
    await using test = await scripted((seen) =>
      String(seen.body.sqlText).includes('SYSTEM$CANCEL_QUERY')
        ? refusal('000605', 'Identified SQL statement is not currently executing.', { sqlState: '02000' })
        : undefined,
    );
    await (await test.session('control')).cancel(OTHER_QUERY);
    expect(test.server.requests('/queries/v1/query-request').at(-1)?.body.sqlText).toBe(
      `SELECT SYSTEM$CANCEL_QUERY('${OTHER_QUERY}')`,
    );
  });

  it('that is refused for another reason is one', async () => {
    await using test = await scripted((seen) =>
      String(seen.body.sqlText).includes('SYSTEM$CANCEL_QUERY')
        ? refusal('003001', 'Insufficient privileges', { sqlState: '42501' })
        : undefined,
    );
    const session = await test.session('control');
    expect(failureOf(await rejection(session.cancel(OTHER_QUERY))).code).toBe('003001');
    await expect(session.cancel("x') --")).rejects.toThrow('expected a query ID');
  });
});

describe('file transfer', () => {
  it.each(['PUT file:///etc/passwd @~', '  get @~/x file:///data/', 'pUt x'])(
    '%s never reaches the driver',
    async (text) => {
      await using test = await scripted();
      const session = await test.session();
      const before = test.server.seen.length;
      await expect(session.execute({ text, binds: [] })).rejects.toThrow('PUT and GET are not carried out');
      expect(test.server.seen).toHaveLength(before);
    },
  );
});
