import type { DataFrame } from '@firn/snowpark';
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

export function joins(left: DataFrame<Left>, right: DataFrame<Right>, plain: DataFrame<{ C: boolean }>): void {
  const crossed = left.join(plain);
  same<Equal<ShapeOf<typeof crossed>, { ID: bigint; A: string; NOTE: string; C: boolean }>>();

  const suffixed = left.join(right, 'id', { how: 'left', leftSuffix: '_l', rightSuffix: '_r' });
  same<
    Equal<
      Visible<ShapeOf<typeof suffixed>>,
      { ID: bigint; A: string; NOTE_L: string; B: number | null; NOTE_R: boolean | null }
    >
  >();

  const one = left.join(right, ['id', 'note'], 'full');
  same<Equal<ShapeOf<typeof one>, { ID: bigint; NOTE: string | boolean; A: string | null; B: number | null }>>();

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
