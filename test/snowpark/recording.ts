import { type Execution, type Executor, type ResultColumn, Session } from '@firn/snowpark';
import { compileAction } from '@firn/snowpark/internal';
import { DIRECT } from './offline.js';

/** What a statement answers: one row. */
export type Answer = Readonly<Record<string, string | null>>;

const textColumn = (name: string): ResultColumn => ({
  name,
  type: 'text',
  nullable: true,
  precision: null,
  scale: null,
  length: null,
});

/**
 * A session that writes down what it would send, with each value in the place of its `?`, and answers every statement with one row.
 * What rows are right is told by the tests on the local Snowflake.
 */
export function recording(answer: (text: string) => Answer = () => ({ A: '1' })): {
  readonly session: Session;
  readonly sent: string[];
} {
  const sent: string[] = [];
  const refuse = async (): Promise<never> => {
    throw new Error('This session sends nothing.');
  };
  const executor: Executor = {
    ownSession: true,
    listen: () => () => undefined,
    files: { put: refuse, get: refuse, putStream: refuse, getStream: refuse },
    async start(action) {
      const { setup, main } = compileAction(action, DIRECT);
      const written = main.binds.reduce((text, { value }) => text.replace('?', () => `<${value}>`), main.text);
      sent.push(...setup.map(({ text }) => text), written);
      return executionOf(answer(written), written);
    },
    adopt: refuse,
    restore: () => {
      throw new Error('This session sends nothing.');
    },
    describe: async () => ['A', 'B'].map(textColumn),
    sessionStage: async () => '@"DB"."SC"."STAGE"',
    close: async () => undefined,
  };
  return { session: new Session(executor), sent };
}

function executionOf(row: Answer, text: string): Execution {
  const columns = Object.keys(row).map(textColumn);
  return {
    id: 'recorded',
    reference: { via: 'planned', id: 'recorded' },
    queryId: async () => 'recorded',
    queryText: async () => text,
    status: async () => 'succeeded',
    wait: async () => 'succeeded',
    progress: async () => ({
      status: 'succeeded',
      phase: null,
      elapsedMs: null,
      rows: 1,
      bytes: null,
      percent: 100,
    }),
    result: async () => ({
      columns,
      async *batches() {
        yield [Object.values(row)];
      },
    }),
    cancel: async () => undefined,
    dispose: async () => undefined,
  };
}
