import type { DataFrame, Decimal, Numeric, Row, SnowDate } from '@firn/snowpark';
import { avg, coalesce, col, count, lit, max, rowNumber, sum, upper, Window } from '@firn/snowpark';
import { type Equal, type ShapeOf, same } from './equal.js';

interface Order {
  ID: bigint;
  AMOUNT: Decimal | null;
  REGION: string | null;
  PLACED: SnowDate;
  WEIGHT: number;
}

export async function shapes(orders: DataFrame<Order>, untyped: DataFrame): Promise<void> {
  // Names fold; the shape has the real name, whichever way it was written.
  const chosen = orders.select('id', 'AMOUNT', '"REGION"');
  same<Equal<ShapeOf<typeof chosen>, { ID: bigint; AMOUNT: Decimal | null; REGION: string | null }>>();

  // A free column takes its type from the frame that receives it, through aliases and functions.
  const derived = orders.select(
    col('amount').as('total'),
    max(col('placed')).as('last'),
    coalesce('region', col('region'), 'none').as('region'),
    coalesce('amount', col('amount')).as('either'),
    upper('region').as('u'),
    count('*').as('n'),
  );
  same<
    Equal<
      ShapeOf<typeof derived>,
      {
        TOTAL: Decimal | null;
        LAST: SnowDate | null;
        REGION: string;
        EITHER: Decimal | null;
        U: string | null;
        N: bigint;
      }
    >
  >();

  // A column of a frame knows its type at once.
  const doubled = orders.withColumn('twice', orders.col('id').multiply(2)).select('twice');
  same<Equal<ShapeOf<typeof doubled>, { TWICE: bigint }>>();
  const scaled = orders.select(orders.c.WEIGHT.plus(orders.c.ID).as('w'), orders.c.ID.divide(2).as('half'));
  same<Equal<ShapeOf<typeof scaled>, { W: number; HALF: Decimal }>>();

  const grouped = orders
    .filter(col('amount').gt(10))
    .groupBy('region')
    .agg(sum('amount').as('total'), count('id').as('n'), avg('amount').as('mean'));
  same<
    Equal<ShapeOf<typeof grouped>, { REGION: string | null; TOTAL: Decimal | null; N: bigint; MEAN: Numeric | null }>
  >();

  const counted = orders.groupBy('region').count();
  same<Equal<ShapeOf<typeof counted>, { REGION: string | null; COUNT: bigint }>>();

  const less = orders.drop('amount', 'weight').withColumnRenamed('placed', 'day');
  same<Equal<ShapeOf<typeof less>, { ID: bigint; REGION: string | null; DAY: SnowDate }>>();

  const renamed = orders.select('id', 'region').rename({ id: 'key', region: '"where"' });
  same<Equal<ShapeOf<typeof renamed>, { KEY: bigint; where: string | null }>>();

  const numbered = orders.select('id', rowNumber().over(Window.orderBy('id')).as('rn'));
  same<Equal<ShapeOf<typeof numbered>, { ID: bigint; RN: bigint }>>();

  const named = orders.toDf('a', 'b', 'c', 'd', 'e').select('a', 'b');
  same<Equal<keyof ShapeOf<typeof named>, 'A' | 'B'>>();

  // Actions.
  const rows = await orders.collect();
  same<Equal<typeof rows, Row<Order>[]>>();
  const [row] = rows;
  if (row !== undefined) {
    const id = row.get('ID');
    const amount = row.get('amount');
    same<Equal<[typeof id, typeof amount], [bigint, Decimal | null]>>();
    // @ts-expect-error: no such column
    row.get('amuont');
  }
  const howMany = await orders.count();
  same<Equal<typeof howMany, number>>();
  const job = await orders.collect({ block: false });
  const again = await job.result();
  same<Equal<typeof again, Row<Order>[]>>();
  const only = await (await orders.firstNowait()).result();
  same<Equal<typeof only, Row<Order> | null>>();
  const streamed = await job.result('iterator');
  same<Equal<typeof streamed, AsyncIterableIterator<Row<Order>>>>();

  // An untyped frame takes any name; after a select the names are known.
  const known = untyped.filter(col('anything').eq(1)).select('a', col('b').as('c'));
  // biome-ignore lint/suspicious/noExplicitAny: an untyped column is anything; that is what is checked.
  same<Equal<ShapeOf<typeof known>, { A: any; C: any }>>();
  untyped.groupBy('x').agg(sum('y').as('s')).sort('s');
  const asserted = untyped.as<{ A: bigint }>();
  same<Equal<ShapeOf<typeof asserted>, { A: bigint }>>();
}

export function mistakes(orders: DataFrame<Order>, other: DataFrame<{ NAME: string }>): void {
  // @ts-expect-error: misspelt name
  orders.select('amuont');
  // @ts-expect-error: misspelt free column
  orders.select(col('amuont').as('a'));
  // @ts-expect-error: misspelt inside an expression
  orders.filter(col('amount').plus(col('wieght')).gt(1));
  // @ts-expect-error: misspelt column of the frame
  orders.col('amuont');
  // @ts-expect-error: misspelt property
  orders.c.AMUONT;
  // @ts-expect-error: the column of another frame
  orders.filter(other.col('name').eq('x'));
  // @ts-expect-error: text against a number
  orders.filter(orders.col('amount').eq('ten'));
  // @ts-expect-error: text against a date
  orders.filter(orders.col('placed').gt('2020-01-01'));
  // @ts-expect-error: a number is no condition
  orders.filter(orders.col('id'));
  // @ts-expect-error: misspelt sort key
  orders.sort(col('amuont').desc());
  // @ts-expect-error: misspelt group key
  orders.groupBy('regoin');
  // @ts-expect-error: misspelt aggregate
  orders.groupBy('region').agg(sum('amuont').as('x'));
  // @ts-expect-error: the column was dropped
  orders.drop('amount').select('amount');
  // @ts-expect-error: the column was renamed
  orders.rename('amount', 'total').select('amount');
  // @ts-expect-error: misspelt column to rename
  orders.rename({ amuont: 'total' });
  // @ts-expect-error: a quoted name keeps its letters
  orders.select('"id"');
  // @ts-expect-error: no LIKE on a number
  orders.filter(orders.col('region').like(5));
  // Numbers of every kind compare with each other, and a free column with anything.
  orders.filter(orders.col('amount').gt(orders.col('id')).and(orders.col('weight').lt(3)).or(col('region').eq('x')));
  orders.filter(col('placed').gt(col('placed')).and(lit(true)));
}
