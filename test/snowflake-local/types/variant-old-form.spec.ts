import { castTo } from '../../../apps/snowflake-local/src/types/cast/cast.js';
import { compare } from '../../../apps/snowflake-local/src/types/operators/comparison.js';
import { pathOf } from '../../../apps/snowflake-local/src/types/semi-structured.js';
import { fixed, text, VARIANT } from '../../../apps/snowflake-local/src/types/snow-type.js';
import type { Emitted } from '../../../apps/snowflake-local/src/types/typed.js';
import { context, ValueEngine } from './engine.js';

let engine: ValueEngine;
beforeAll(async () => {
  engine = await ValueEngine.open();
});
afterAll(() => engine.close());

/** A value as data folders hold it that were written before types were kept. */
const stored = (json: string): Emitted => ({
  sql: `CAST('${json}' AS JSON)`,
  type: VARIANT,
  physical: 'json',
  nullable: true,
});

it('reads plain JSON text of older data folders: numbers, nulls and texts alike', async () => {
  const old = stored('{"d":1e+300,"f":0.1,"l":12345678901234567890123.45,"n":[1,null],"t":"2024-02-29"}');
  const at = (step: string) => pathOf(old, [step], context());
  expect(
    await engine.cells(
      castTo(at('d'), text(), context()),
      castTo(at('l'), fixed(38, 2), context()),
      at('n'),
      castTo(at('t'), { kind: 'date' }, context()),
      compare('<', at('f'), at('l'), context()),
      compare('<', at('l'), at('d'), context()),
      compare('=', stored('null'), pathOf(at('n'), [1], context()), context()),
    ),
  ).toEqual(['1e+300', '12345678901234567890123.45', '[\n  1,\n  null\n]', '19782', '1', '1', '1']);
});
