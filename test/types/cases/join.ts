import type { DataFrame, Decimal, SnowDate, SnowTimestamp } from '@firn/snowpark';
import { col } from '@firn/snowpark';
import { type Equal, type ShapeOf, same, type Visible } from './equal.js';

interface Left {
  ID: bigint;
  A: string;
  NOTE: string;
}
interface Right {
  ID: bigint;
  B: number;
  NOTE: boolean;
}

export function joins(
  left: DataFrame<Left>,
  right: DataFrame<Right>,
  plain: DataFrame<{ C: boolean }>,
  wide: DataFrame<{ N: Decimal | null; D: SnowDate }>,
  narrow: DataFrame<{ N: bigint; D: SnowTimestamp }>,
): void {
  const crossed = left.join(plain);
  same<Equal<ShapeOf<typeof crossed>, { ID: bigint; A: string; NOTE: string; C: boolean }>>();

  const suffixed = left.join(right, 'id', { how: 'left', leftSuffix: '_l', rightSuffix: '_r' });
  same<
    Equal<
      Visible<ShapeOf<typeof suffixed>>,
      { ID: bigint; A: string; NOTE_L: string; B: number | null; NOTE_R: boolean | null }
    >
  >();

  const one = left.join(right, ['id'], 'full').select('id', 'a', 'b');
  same<Equal<ShapeOf<typeof one>, { ID: bigint; A: string | null; B: number | null }>>();

  // @ts-expect-error: texts on one side, true or false on the other
  left.join(right, 'note');
  // @ts-expect-error: the same among several
  left.join(right, ['id', 'note'], 'full');

  // A key of two types: that of the side whose rows are kept, and what holds both where both are.
  const inner = wide.join(narrow, ['n', 'd']);
  same<Equal<ShapeOf<typeof inner>, { N: Decimal | null; D: SnowDate }>>();
  const kept = wide.join(narrow, ['n', 'd'], 'right');
  same<Equal<ShapeOf<typeof kept>, { N: bigint; D: SnowTimestamp }>>();
  const full = wide.join(narrow, ['n', 'd'], 'full');
  same<Equal<ShapeOf<typeof full>, { N: Decimal | null; D: SnowTimestamp }>>();

  const semi = left.join(right, left.col('id').eq(right.col('id')), 'semi');
  same<Equal<ShapeOf<typeof semi>, Left>>();

  // Names that clash are reached through the frames that they came from.
  const both = left.join(right, left.col('id').eq(right.col('id')));
  const picked = both.select(left.col('id').as('l'), right.col('id').as('r'), 'a', right.col('b'));
  same<Equal<ShapeOf<typeof picked>, { L: bigint; R: bigint; A: string; B: number }>>();
  // They are still columns, under numbered names.
  both.select('l_0001_id', 'R_0001_NOTE');
  both.filter(left.col('note').eq('x')).withColumn('n', col('b')).sort('a');
  // @ts-expect-error: the free name of a column that both sides have
  both.select('note');
  // @ts-expect-error: a name that neither side has
  left.join(right, left.col('id').eq(col('nope')));
  // @ts-expect-error: a name that one side lacks
  left.join(right, 'a');
  // @ts-expect-error: there is no such join
  left.join(right, 'id', 'sideways');
}
