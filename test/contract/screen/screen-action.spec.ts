import { screenAction } from '@firn/contract';
import type { Action, Plan } from '@firn/snowpark';

const sql = (text: string): Plan => ({ kind: 'sql', text, binds: [] });
const collect = (plan: Plan): Action => ({ kind: 'collect', plan });
const filtered = (input: Plan, text: string): Plan => ({ kind: 'filter', input, condition: { kind: 'sql', text } });

describe('screenAction', () => {
  it('looks at the text of session.sql wherever it stands, and says where', () => {
    const action = collect(filtered(filtered(sql('use role x'), 'a > 1'), 'b > 1'));
    expect(screenAction(action).refusal).toMatchObject({ construct: 'USE', path: 'plan.input.input.text' });
    expect(screenAction({ kind: 'sql', text: '/**/ Put file://a @b', binds: [] }).refusal).toMatchObject({
      construct: 'PUT',
      path: 'text',
    });
    expect(screenAction({ kind: 'describe', plan: sql('SET x = 1') }).refusal?.construct).toBe('SET');
  });

  it('looks at expressions, but takes a name in them for no statement', () => {
    expect(screenAction(collect(filtered(sql('select 1'), 'set > 1'))).refusal).toBeNull();
    expect(screenAction(collect(filtered(sql('select 1'), '1 = 1; commit'))).refusal).toMatchObject({
      path: 'plan.condition.text',
    });
  });

  it('says whether anything hides statements', () => {
    expect(screenAction(collect(sql('call p()')))).toEqual({ refusal: null, hides: true, moves: false });
    expect(screenAction(collect(sql('select 1')))).toEqual({ refusal: null, hides: false, moves: false });
  });

  it('takes rows of data for data', () => {
    const rows = [['USE ROLE x'], ['{"kind":"sql"}']];
    expect(screenAction(collect({ kind: 'local', fields: [], rows })).refusal).toBeNull();
  });

  it('is done with a deep plan, and with one that uses a part many times', () => {
    let deep: Plan = sql('select 1');
    for (let depth = 0; depth < 20_000; depth += 1) deep = filtered(deep, 'a');
    expect(screenAction(collect(deep)).hides).toBe(false);
    let shared: Plan = sql('select 1');
    for (let depth = 0; depth < 60; depth += 1)
      shared = { kind: 'set', op: 'union_all', left: shared, right: shared } as Plan;
    expect(screenAction(collect(shared)).hides).toBe(false);
  });
});
