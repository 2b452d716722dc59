import { ProblemError, readJob, screenSql } from '@firn/contract';
import { type Action, PLAN_LIMITS, PlanParseError, type Statement, UsageError } from '@firn/snowpark';
import {
  type CompileContext,
  compileAction,
  encodeAction,
  parseAction,
  plansToDescribe,
  sourceKey,
  sourcesOf,
  tokens,
} from '@firn/snowpark/internal';
import * as fc from 'fast-check';
import { leastSqlBytes } from '../../libs/snowpark/src/compile/least-sql.js';
import { actionJson, MARKER } from '../support/action-json.js';
import { propertyRuns } from '../support/property-runs.js';
import { integer } from './offline.js';

/** The value, or null where one of the errors that are meant for it was thrown. */
function unless<T>(errors: readonly (new (...args: never[]) => Error)[], run: () => T): T | null {
  try {
    return run();
  } catch (error) {
    if (errors.some((kind) => error instanceof kind)) return null;
    throw error;
  }
}

const contextOf = (action: Action): CompileContext => ({
  temporary: {
    kind: 'scratch',
    schema: ['FIRN', 'SCRATCH'],
    prefix: 'FIRN_JOB_1',
    sessionPrefix: 'FIRN_JOB',
    tables: new Map(),
    namespace: { database: 'FIRN', schema: 'PUBLIC' },
  },
  schemas: new Map(sourcesOf(action).map((source) => [sourceKey(source), ['A', 'B', 'C'].map(integer)])),
  described: new Map(plansToDescribe(action).map((plan) => [plan, ['A', 'B', 'C'].map(integer)])),
});

/** SQL of the caller that is sent as it is may be anything; all other SQL is one statement that keeps every text in its quotes. */
function expectOneStatement({ text }: Statement): void {
  const found = tokens(text);
  expect(found.filter((token) => token.kind === 'sign' && token.text === ';')).toEqual([]);
  expect(found.filter((token) => token.kind === 'word' && token.text.includes(MARKER.toUpperCase()))).toEqual([]);
  expect(found.filter((token) => !token.closed)).toEqual([]);
}

/** By arithmetic before, by its text after. */
function expectWithinBudget(action: Action, { text }: Statement): void {
  const bytes = Buffer.byteLength(text);
  expect(bytes).toBeLessThanOrEqual(PLAN_LIMITS.sqlBytes);
  if (action.kind !== 'sql') expect(leastSqlBytes(action)).toBeLessThanOrEqual(bytes);
}

const isCallersOwn = (action: Action): boolean => {
  let plan = action.kind === 'collect' || action.kind === 'describe' ? action.plan : null;
  while (plan?.kind === 'alias') plan = plan.input;
  return action.kind === 'sql' || plan?.kind === 'sql';
};

describe('any JSON of an action', () => {
  it('is refused in words, or means one statement', () => {
    let compiledOnes = 0;
    const runs = propertyRuns(5_000);
    fc.assert(
      fc.property(actionJson, (json) => {
        const accepted = unless([ProblemError], () => readJob({ profile: 'local', action: json }));
        const action = unless([PlanParseError], () => parseAction(json));
        if (action === null) return;
        const encoded = encodeAction(action);
        const text = JSON.stringify(encoded);
        expect(JSON.stringify(encodeAction(parseAction(JSON.parse(text))))).toBe(text);
        const compiled = unless([UsageError], () => compileAction(action, contextOf(action)));
        if (compiled === null) return;
        expectWithinBudget(action, compiled.main);
        if (accepted !== null) expect(screenSql(compiled.main.text).refusal).toBeNull();
        if (isCallersOwn(action)) return;
        compiledOnes += 1;
        for (const statement of [...compiled.setup, compiled.main, ...compiled.cleanup]) expectOneStatement(statement);
      }),
      { numRuns: runs },
    );
    expect(compiledOnes).toBeGreaterThan(runs / 25);
  });
});
