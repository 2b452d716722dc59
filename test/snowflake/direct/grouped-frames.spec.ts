import * as F from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

/** Y is 2 × X + 1; G is the same for the first two; K is a text of its own for each; B says whether X is above 1. */
const four = () =>
  direct.session.sql(
    `select column1 as x, column2 as y, column3 as g, column4 as k, column1 > 1 as b
     from values (1, 3, 'p', 'a'), (2, 5, 'p', 'b'), (3, 7, 'q', 'c'), (4, 9, 'q', 'd')`,
  );

const shown = (value: unknown): string | null =>
  value === null || value === undefined ? null : String(value instanceof F.Decimal ? value.toNumber() : value);

it('grouped frames aggregate by name', async () => {
  const grouped = () => four().groupBy('g');
  const rows = async (frame: F.DataFrame) => (await frame.sort('g').collect()).map((row) => row.toArray().map(shown));
  expect(await rows(grouped().avg('x').as())).toEqual([
    ['p', '1.5'],
    ['q', '3.5'],
  ]);
  expect(await rows(grouped().median('x').as())).toEqual([
    ['p', '1.5'],
    ['q', '3.5'],
  ]);
  expect(await rows(grouped().function('max')('x').as())).toEqual([
    ['p', '2'],
    ['q', '4'],
  ]);
  expect(await rows(grouped().count().as())).toEqual([
    ['p', '2'],
    ['q', '2'],
  ]);
});
