import { type HistoryEntry, statusMeaning } from '@firn/snowflake';
import { rootStatements, type TaggedEntry } from '../../../apps/worker/src/submit/root-statements.js';

const statement = (queryId: string, startedAt: number, endedAt: number | null, more: Partial<HistoryEntry> = {}) => {
  const wire = endedAt === null ? 'running' : 'success';
  const entry = { queryId, textLength: queryId.length, tag: '', sessionId: '1', wire, meaning: statusMeaning(wire) };
  const tag = { app: 'firn', tenant: 't', job: 'job_0001JD7Z3V9Q5W8N2R4T6Y0B1C3D', epoch: 1 } as TaggedEntry['tag'];
  return { entry: { ...entry, code: null, message: null, startedAt, endedAt, ...more }, tag } satisfies TaggedEntry;
};
const roots = (...all: TaggedEntry[]) => rootStatements(all).map(({ entry }) => entry.queryId);

describe('what was sent, among the statements of a tag', () => {
  it('is what began first: its parts came later, and may have ended', () => {
    expect(roots(statement('second', 20, null), statement('first', 11, 20), statement('whole', 10, null))).toEqual([
      'whole',
    ]);
  });

  it('is what ended last, or has the longer text, where both began at once', () => {
    expect(roots(statement('whole', 10, null), statement('part', 10, 11))).toEqual(['whole']);
    expect(roots(statement('part', 10, 11), statement('whole', 10, 12))).toEqual(['whole']);
    expect(roots(statement('part', 10, 10), statement('the whole', 10, 10))).toEqual(['the whole']);
  });

  it('is one of each attempt and session, in the order given', () => {
    const second = statement('second', 30, 40);
    const elsewhere = statement('elsewhere', 5, 6, { sessionId: '2' });
    const again = { ...second, tag: { ...second.tag, epoch: 2 } };
    expect(roots(again, statement('first', 10, 20), elsewhere)).toEqual(['second', 'first', 'elsewhere']);
    expect(roots()).toEqual([]);
  });
});
