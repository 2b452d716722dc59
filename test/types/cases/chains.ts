import type { DataFrame, Decimal, SnowDate } from '@firn/snowpark';
import { col, count, max, sum } from '@firn/snowpark';

/** A table as wide as real ones: the cost of checking grows with columns and steps, and this file is what is measured. */
type Wide = { readonly [K in `C${Digit}${Digit}`]: bigint | null } & {
  ID: bigint;
  REGION: string | null;
  AMOUNT: Decimal | null;
  PLACED: SnowDate;
};
type Digit = 0 | 1 | 2 | 3 | 4 | 5;
interface Customer {
  ID: bigint;
  NAME: string;
}

export const chains = (wide: DataFrame<{ [K in keyof Wide]: Wide[K] }>, customers: DataFrame<Customer>) => [
  wide
    .filter(col('c00').gt(0))
    .withColumn('x0', col('c10').plus(col('c20')))
    .select('id', 'region', 'amount', 'placed', 'x0')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(1),
  wide
    .filter(col('c01').gt(1))
    .withColumn('x1', col('c11').plus(col('c21')))
    .select('id', 'region', 'amount', 'placed', 'x1')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(2),
  wide
    .filter(col('c02').gt(2))
    .withColumn('x2', col('c12').plus(col('c22')))
    .select('id', 'region', 'amount', 'placed', 'x2')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(3),
  wide
    .filter(col('c03').gt(3))
    .withColumn('x3', col('c13').plus(col('c23')))
    .select('id', 'region', 'amount', 'placed', 'x3')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(4),
  wide
    .filter(col('c04').gt(4))
    .withColumn('x4', col('c14').plus(col('c24')))
    .select('id', 'region', 'amount', 'placed', 'x4')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(5),
  wide
    .filter(col('c05').gt(5))
    .withColumn('x5', col('c15').plus(col('c25')))
    .select('id', 'region', 'amount', 'placed', 'x5')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(6),
  wide
    .filter(col('c00').gt(6))
    .withColumn('x6', col('c10').plus(col('c20')))
    .select('id', 'region', 'amount', 'placed', 'x6')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(7),
  wide
    .filter(col('c01').gt(7))
    .withColumn('x7', col('c11').plus(col('c21')))
    .select('id', 'region', 'amount', 'placed', 'x7')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(8),
  wide
    .filter(col('c02').gt(8))
    .withColumn('x8', col('c12').plus(col('c22')))
    .select('id', 'region', 'amount', 'placed', 'x8')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(9),
  wide
    .filter(col('c03').gt(9))
    .withColumn('x9', col('c13').plus(col('c23')))
    .select('id', 'region', 'amount', 'placed', 'x9')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(10),
  wide
    .filter(col('c04').gt(10))
    .withColumn('x10', col('c14').plus(col('c24')))
    .select('id', 'region', 'amount', 'placed', 'x10')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(11),
  wide
    .filter(col('c05').gt(11))
    .withColumn('x11', col('c15').plus(col('c25')))
    .select('id', 'region', 'amount', 'placed', 'x11')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(12),
  wide
    .filter(col('c00').gt(12))
    .withColumn('x12', col('c10').plus(col('c20')))
    .select('id', 'region', 'amount', 'placed', 'x12')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(13),
  wide
    .filter(col('c01').gt(13))
    .withColumn('x13', col('c11').plus(col('c21')))
    .select('id', 'region', 'amount', 'placed', 'x13')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(14),
  wide
    .filter(col('c02').gt(14))
    .withColumn('x14', col('c12').plus(col('c22')))
    .select('id', 'region', 'amount', 'placed', 'x14')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(15),
  wide
    .filter(col('c03').gt(15))
    .withColumn('x15', col('c13').plus(col('c23')))
    .select('id', 'region', 'amount', 'placed', 'x15')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(16),
  wide
    .filter(col('c04').gt(16))
    .withColumn('x16', col('c14').plus(col('c24')))
    .select('id', 'region', 'amount', 'placed', 'x16')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(17),
  wide
    .filter(col('c05').gt(17))
    .withColumn('x17', col('c15').plus(col('c25')))
    .select('id', 'region', 'amount', 'placed', 'x17')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(18),
  wide
    .filter(col('c00').gt(18))
    .withColumn('x18', col('c10').plus(col('c20')))
    .select('id', 'region', 'amount', 'placed', 'x18')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(19),
  wide
    .filter(col('c01').gt(19))
    .withColumn('x19', col('c11').plus(col('c21')))
    .select('id', 'region', 'amount', 'placed', 'x19')
    .join(customers, 'id', 'left')
    .groupBy('region', 'name')
    .agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))
    .sort(col('total').desc())
    .limit(20),
];
