/** An expression, and what an editor shows of it. */
export type Shown = readonly [program: string, says: string];

// biome-ignore format: one program a line
export const SHOWN: readonly Shown[] = [
  ['orders', 'DataFrame<Order>'],
  ["orders.filter(col('id').gt(1)).sort('id').limit(1)", 'DataFrame<Order>'],
  ["orders.select('region', col('id').as('key'))", 'DataFrame<{ REGION: string | null; KEY: bigint; }>'],
  ["orders.withColumn('twice', col('id').multiply(2))", 'DataFrame<{ ID: bigint; AMOUNT: Decimal | null; REGION: string | null; PLACED: SnowDate; OK: boolean; TWICE: bigint; }>'],
  ["orders.drop('placed', 'ok')", 'DataFrame<{ ID: bigint; AMOUNT: Decimal | null; REGION: string | null; }>'],
  ["orders.rename({ id: 'key' }).select('key')", 'DataFrame<{ KEY: bigint; }>'],
  ["orders.join(other, 'id', 'left')", 'DataFrame<{ ID: bigint; AMOUNT: Decimal | null; REGION: string | null; PLACED: SnowDate; OK: boolean; NAME: string | null; }>'],
  ["orders.groupBy('region').agg(sum('amount').as('total'), max('placed').as('last'), count('*').as('n'))", 'DataFrame<{ REGION: string | null; TOTAL: Decimal | null; LAST: SnowDate | null; N: bigint; }>'],
  ["orders.groupBy('region').count()", 'DataFrame<{ REGION: string | null; COUNT: bigint; }>'],
  ["orders.toDf('a', 'b', 'c', 'd', 'e')", 'DataFrame<{ A: bigint; B: Decimal | null; C: string | null; D: SnowDate; E: boolean; }>'],
  ["orders.unionByName(orders.drop('ok'), { allowMissingColumns: true }).select('ok')", 'DataFrame<{ OK: boolean | null; }>'],
  ['untyped', 'DataFrame<Untyped>'],
  ["untyped.select('a')", 'DataFrame<{ A: any; }>'],
  ['orders.c.AMOUNT', 'Column<Decimal | null, "AMOUNT", "AMOUNT">'],
  ["orders.col('amount')", 'Column<Decimal | null, "AMOUNT", "AMOUNT">'],
  ["col('amount')", 'Column<Ref<"AMOUNT", "stored">, "AMOUNT", "AMOUNT">'],
  ["col('amount').gt(1)", 'Column<boolean | null, string, "AMOUNT" | "AMOUNT (compared with numbers)">'],
  ["col('amount').plus(1)", 'Column<LaterValue<"arithmetic", Ref<"AMOUNT", "stored">, bigint>, string, "AMOUNT" | "AMOUNT (in a calculation)">'],
  ["orders.c.AMOUNT.plus(orders.c.ID).as('x')", 'Column<Decimal | null, "X", "ID" | "AMOUNT">'],
  ["sum('amount').as('total')", 'Column<Ref<"AMOUNT", "stored"> | null, "TOTAL", "(an aggregate)" | "AMOUNT (as numbers)">'],
  ["rowNumber().over(Window.partitionBy('region').orderBy('id'))", 'Column<bigint, string, "(a window function)" | "ID" | "REGION">'],
  ['orders.collect()', 'Promise<Row<Order>[]>'],
  ['orders.collectNowait()', 'Started<Row<Order>[], Order>'],
  ['orders.collect({ block: false })', 'Started<Row<Order>[], Order>'],
  ['orders.count()', 'Promise<number>'],
  ['orders.first()', 'Promise<Row<Order> | null>'],
  ['orders.toLocalIterator()', 'Streamed<Row<Order>>'],
  ["orders.groupBy('region').agg({ amount: 'sum', placed: 'max' })", 'DataFrame<{ REGION: string | null; "SUM(AMOUNT)": Numeric | null; "MAX(PLACED)": SnowDate | null; }>'],
];
