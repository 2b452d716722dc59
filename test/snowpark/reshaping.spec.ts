import {
  type Action,
  callTableFunction,
  col,
  explode,
  explodeOuter,
  flatten,
  lit,
  makeInterval,
  max,
  type ResultColumn,
  Session,
  sum,
  type Table,
  tableFunction,
  Window,
} from '@firn/snowpark';
import { compileAction, encodeAction, parseAction } from '@firn/snowpark/internal';
import { DIRECT, integer, offline } from './offline.js';

const session = offline();
const t = session.table('t');
const u = session.table('u');
const v = session.table('v');

const T_COLUMNS: readonly ResultColumn[] = [
  integer('A'),
  { ...integer('B'), type: 'real', precision: null, scale: null },
  { ...integer('C'), type: 'text', precision: null, scale: null },
];
type Framed = { readonly plan: typeof t.plan };

/** The text that collects a frame over T of a number, a FLOAT and a text; the same after a way through JSON. */
function textOf(frame: Framed): string {
  const context = (plan: Framed['plan']) => ({
    ...DIRECT,
    described: new Map([[input(plan), T_COLUMNS]]),
  });
  const { text, binds } = compileAction({ kind: 'collect', plan: frame.plan }, context(frame.plan)).main;
  const read = parseAction(JSON.parse(JSON.stringify(encodeAction({ kind: 'collect', plan: frame.plan }))));
  if (read.kind !== 'collect') throw new Error('It was a collect.');
  expect(compileAction(read, context(read.plan)).main.text).toBe(text);
  const values = binds.values();
  return text.replaceAll('?', () => String(values.next().value?.value));
}
const input = (plan: Framed['plan']): Framed['plan'] => ('input' in plan ? plan.input : plan);

describe('table functions', () => {
  it.each([
    ['flatten', t.flatten('c', { outer: true }), 'JOIN TABLE(FLATTEN(input => "C", outer => TRUE)) AS "FIRN_RIGHT"'],
    ['by name', t.joinTableFunction('split_to_table', col('c'), '-'), 'JOIN TABLE(split_to_table("C", -)) AS'],
    ['by names', t.joinTableFunction(callTableFunction('f', { x: 1 })), 'JOIN TABLE(f(x => 1)) AS "FIRN_RIGHT"'],
    [
      'in parts',
      t.joinTableFunction(
        tableFunction('f')(col('a'))
          .over({ partitionBy: 'b', orderBy: ['c'] })
          .as('x', 'y'),
      ),
      'JOIN TABLE(f("A") OVER (PARTITION BY "B" ORDER BY "C" ASC NULLS FIRST)) AS "FIRN_RIGHT" ("X", "Y")',
    ],
  ])('%s stand beside the rows', (_, frame, join) => {
    expect(textOf(frame)).toContain(`SELECT "FIRN_LEFT".*, "FIRN_RIGHT".* FROM "T" AS "FIRN_LEFT" ${join}`);
  });

  it('open a column in a select', () => {
    expect(textOf(t.select('a', explode('c').as('el')))).toBe(
      'SELECT "A", "EL" FROM (SELECT "FIRN_LEFT".*, "FIRN_RIGHT"."VALUE" AS "EL" FROM "T" AS "FIRN_LEFT" JOIN TABLE(FLATTEN(input => "C", outer => FALSE)) AS "FIRN_RIGHT")',
    );
    expect(textOf(t.select('a', explodeOuter('c').as('k', 'v')))).toContain(
      '"FIRN_RIGHT"."KEY" AS "K", "FIRN_RIGHT"."VALUE" AS "V"',
    );
    expect(() => t.select('a', flatten('c'))).toThrow('name the columns of the table function');
  });

  it('are relations by themselves', () => {
    expect(textOf(session.tableFunction('split_to_table', lit('a b'), ' '))).toBe(
      'SELECT * FROM TABLE(split_to_table(a b,  ))',
    );
    expect(textOf(session.range(1, 10, 2))).toBe(
      'SELECT (((ROW_NUMBER() OVER (ORDER BY SEQ8() ASC NULLS FIRST) - 1) * 2) + 1) AS "ID" FROM TABLE(GENERATOR(ROWCOUNT => 5))',
    );
  });
});

describe('joins', () => {
  it.each([
    ['natural', t.naturalJoin(u, 'left'), '"T" AS "FIRN_LEFT" LEFT OUTER JOIN "U" AS "FIRN_RIGHT" USING ("A")'],
    ['directed', t.join(u, ['a'], { directed: true }), 'INNER DIRECTED JOIN "U" AS "FIRN_RIGHT" USING ("A")'],
    [
      'asof',
      t.join(v, t.col('a').eq(v.col('e')), { how: 'asof', matchCondition: t.col('b').geq(v.col('f')) }),
      'ASOF JOIN "V" AS "FIRN_RIGHT" MATCH_CONDITION (("B" >= "F")) ON ("A" = "E")',
    ],
    [
      'lateral',
      t.lateralJoin(v, t.col('a').eq(v.col('e'))),
      'INNER JOIN LATERAL (SELECT * FROM "V" WHERE ("A" = "E")) AS "FIRN_RIGHT"',
    ],
  ])('%s', (_, frame, text) => {
    expect(textOf(frame)).toContain(text);
  });

  it('take a match condition where it is an asof join, and only there', () => {
    expect(() => t.join(u, ['a'], 'asof')).toThrow('matchCondition belongs to an asof join');
    expect(() => t.join(u, ['a'], { matchCondition: t.col('b').geq(u.col('d')) })).toThrow('matchCondition belongs');
    expect(() => t.naturalJoin(u, 'semi' as 'left')).toThrow('no natural semi join');
  });
});

it('refuses several aggregates of a pivot that have no place or no name', () => {
  expect(() => t.pivot('a', [1]).agg(sum('b'), max('b'))).toThrow(
    'several aggregates of a pivot need groupBy before it',
  );
  expect(() => t.groupBy('c').pivot('a').agg(sum('b'), max('b'))).toThrow('need its values as a list');
  expect(() => t.groupBy('c').pivot('a', [1]).agg(sum('b'), col('b'))).toThrow('aggregates of one column each');
});

it.each([
  ['pivot', t.pivot('a', [1, 2]).sum('b'), 'SELECT * FROM "T" PIVOT (SUM("B") FOR "A" IN (1, 2))'],
  [
    'pivot of groups',
    t.groupBy('c').pivot('a', null, 0).agg(max('b')),
    'SELECT * FROM (SELECT "C", "B", "A" FROM "T") PIVOT (MAX("B") FOR "A" IN (ANY) DEFAULT ON NULL (0))',
  ],
  ['pivot of a frame', t.pivot('a', u.select('d')).sum('b'), 'PIVOT (SUM("B") FOR "A" IN (SELECT "D" FROM "U"))'],
  ['pivot of texts', t.pivot('c', ["it's"]).count('a'), `PIVOT (COUNT("A") FOR "C" IN ('it''s'))`],
  [
    'pivot of several aggregates',
    t.groupBy('c').pivot('a', [1, 2], 0).agg(sum('b'), max('b').as('m')),
    'SELECT "C", COALESCE(SUM(CASE WHEN ("A" = 1) THEN "B" END), 0) AS "1_SUM(B)", COALESCE(SUM(CASE WHEN ("A" = 2) THEN "B" END), 0) AS "2_SUM(B)", ' +
      'COALESCE(MAX(CASE WHEN ("A" = 1) THEN "B" END), 0) AS "1_M", COALESCE(MAX(CASE WHEN ("A" = 2) THEN "B" END), 0) AS "2_M" FROM "T" GROUP BY "C"',
  ],
  ['pivot by a pair', t.pivot('a', [1]).agg(['b', 'sum']), 'SELECT * FROM "T" PIVOT (SUM("B") FOR "A" IN (1))'],
  [
    'unpivot',
    t.unpivot('val', 'nm', ['a', 'b'], { includeNulls: true }),
    'SELECT * FROM "T" UNPIVOT INCLUDE NULLS ("VAL" FOR "NM" IN ("A", "B"))',
  ],
  ['sample', t.sample(0.1), 'SELECT * FROM "T" SAMPLE (10)'],
  ['sample of rows', t.filter('a > 1').sample({ rows: 5 }), '(SELECT * FROM "T" WHERE (a > 1)) SAMPLE (5 ROWS)'],
  [
    'sample again',
    t.sample({ fraction: 0.5, seed: 3, method: 'block' }),
    'SELECT * FROM "T" SAMPLE BLOCK (50) SEED (3)',
  ],
  ['sampleBy', t.sampleBy('a', new Map([[1, 0.5]])), 'SELECT * FROM (SELECT * FROM "T" WHERE ("A" = 1)) SAMPLE (50)'],
  ['colIlike', t.colIlike('%B%'), 'SELECT "B" FROM "T"'],
  [
    'grouping sets',
    t.groupByGroupingSets(['a', 'b'], ['a'], []).agg(sum('c').as('s')),
    'SELECT "A", "B", SUM("C") AS "S" FROM "T" GROUP BY GROUPING SETS (("A", "B"), ("A"), ())',
  ],
  [
    'grouped function',
    t.groupBy('a').function('my_sum')('b'),
    'SELECT "A", my_sum("B") AS "MY_SUM(B)" FROM "T" GROUP BY "A"',
  ],
])('%s', (_, frame, text) => {
  expect(textOf(frame)).toContain(text);
});

it('shares rows among frames by a hash of them', () => {
  const [first, second] = t.randomSplit([1, 3], 7);
  expect(first && textOf(first)).toContain(
    '((ABS(HASH(*, 7)) % 1000000) >= 0) AND ((ABS(HASH(*, 7)) % 1000000) < 250000)',
  );
  expect(second && textOf(second)).toContain('< 1000000');
});

describe('missing values', () => {
  it.each([
    [
      'dropna',
      t.dropna(),
      'WHERE (((IFF(("A" IS NULL), 0, 1) + IFF((("B" IS NULL) OR ("B" = NaN::FLOAT)), 0, 1)) + IFF(("C" IS NULL), 0, 1)) >= 3)',
    ],
    ['dropna of all', t.na.drop({ how: 'all', subset: ['a', 'c'] }), '+ IFF(("C" IS NULL), 0, 1)) >= 1)'],
    ['dropna of more than there are', t.dropna({ thresh: 9 }), 'SELECT * FROM "T" LIMIT 0'],
    ['dropna of none', t.dropna({ thresh: 0 }), 'SELECT * FROM "T"'],
    ['fillna by type', t.fillna('x'), 'SELECT "A", "B", IFF(("C" IS NULL), x, "C") AS "C" FROM "T"'],
    ['fillna by name', t.na.fill({ a: 1 }), 'SELECT IFF(("A" IS NULL), 1, "A") AS "A", "B", "C" FROM "T"'],
    ['replace', t.replace('x', 'y'), 'SELECT "A", "B", CASE WHEN ("C" = x) THEN y ELSE "C" END AS "C" FROM "T"'],
    [
      'replace by pairs',
      t.na.replace(
        new Map([
          [1, 10],
          [2, null],
        ]),
        undefined,
        { subset: 'a' },
      ),
      'CASE WHEN ("A" = 1) THEN 10 WHEN ("A" = 2) THEN NULL ELSE "A" END AS "A"',
    ],
  ])('%s', (_, frame, text) => {
    expect(textOf(frame)).toContain(text);
  });

  it('are told by name where a column is not there, or nothing is said', () => {
    expect(() => textOf(t.fillna(0, { subset: 'x' }))).toThrow('No column X');
    expect(() => t.replace([1, 2], [3, 4, 5].slice(0, 0))).toThrow('2 values need as many others, or one');
    expect(() => compileAction({ kind: 'collect', plan: t.fillna(0).plan }, DIRECT)).toThrow('plansToDescribe');
  });
});

it('describes columns by five numbers, reading the rows once', () => {
  const text = textOf(t.describe('a', 'c'));
  expect(text).toContain(
    'WITH "FIRN_INPUT" AS (SELECT * FROM "T") SELECT \'count\' AS "SUMMARY", CAST(COUNT("A") AS FLOAT) AS "A", TO_VARCHAR(COUNT("C")) AS "C"',
  );
  expect(text.match(/UNION ALL/g)).toHaveLength(4);
});

describe('analytics', () => {
  const window = { groupBy: ['b'], orderBy: ['c'] };
  it.each([
    [
      'lag',
      t.analytics.computeLag({ columns: ['a'], distances: [1], ...window }),
      'LAG("A", 1) OVER (PARTITION BY "B" ORDER BY "C" ASC NULLS FIRST) AS "A_LAG_1"',
    ],
    ['lead', t.analytics.computeLead({ columns: ['a'], distances: [2], ...window }), 'LEAD("A", 2) OVER'],
    [
      'moving',
      t.analytics.movingAgg({ aggs: { a: ['sum'] }, windowSizes: [3], ...window }),
      'ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS "A_SUM_3"',
    ],
    [
      'cumulative',
      t.analytics.cumulativeAgg({ aggs: { a: ['avg'] }, ...window }),
      'ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS "A_AVG"',
    ],
    [
      'still to come',
      t.analytics.cumulativeAgg({ aggs: { a: ['sum'] }, isForward: true, ...window }),
      'ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS "A_SUM"',
    ],
    [
      'times',
      t.analytics.timeSeriesAgg({ timeColumn: 'c', aggs: { a: ['sum'] }, windows: ['-7d'], groupBy: ['b'] }),
      `RANGE BETWEEN INTERVAL '7 day' PRECEDING AND CURRENT ROW) AS "A_SUM_-7d"`,
    ],
  ])('%s', (_, frame, text) => {
    expect(textOf(frame)).toContain(text);
  });

  it('bounds windows by intervals', () => {
    const spec = Window.orderBy('c').rangeBetween(makeInterval({ days: 1 }).neg(), makeInterval({ hours: 2 }));
    expect(textOf(t.select(sum('a').over(spec).as('x')))).toContain(
      `RANGE BETWEEN INTERVAL '1 day' PRECEDING AND INTERVAL '2 hour' FOLLOWING`,
    );
  });
});

describe('definitions', () => {
  const of = (action: Parameters<typeof compileAction>[0]): string => {
    const read = parseAction(JSON.parse(JSON.stringify(encodeAction(action))));
    return compileAction(read, DIRECT).main.text;
  };
  const { plan } = t.filter(col('a').gt(1)).filter(col('c').eq("it's"));

  it('have their values written into them', () => {
    expect(of({ kind: 'create_view', plan, name: ['V'], replace: true, temporary: false, comment: 'c' })).toBe(
      `CREATE OR REPLACE VIEW "V" COMMENT = 'c' AS SELECT * FROM "T" WHERE ("A" > 1) AND ("C" = 'it''s')`,
    );
    expect(of({ kind: 'create_view', plan: t.plan, name: ['V'], replace: false, temporary: true })).toBe(
      'CREATE TEMPORARY VIEW "V" AS SELECT * FROM "T"',
    );
    expect(of({ kind: 'explain', plan })).toBe(
      `EXPLAIN USING TEXT SELECT * FROM "T" WHERE ("A" > 1) AND ("C" = 'it''s')`,
    );
    expect(
      of({
        kind: 'create_dynamic_table',
        plan: t.plan,
        name: ['D'],
        warehouse: ['W'],
        lag: '1 hour',
        mode: 'overwrite',
        clusterBy: [col('a').expr],
        refreshMode: 'full',
      }),
    ).toBe(
      `CREATE OR REPLACE DYNAMIC TABLE "D" TARGET_LAG = '1 hour' WAREHOUSE = "W" REFRESH_MODE = FULL CLUSTER BY ("A") AS SELECT * FROM "T"`,
    );
  });

  it('are queries only', () => {
    const shown = session.sql('show tables').plan;
    expect(() => of({ kind: 'create_view', plan: shown, name: ['V'], replace: true, temporary: false })).toThrow(
      'cannot be made over a statement that is none',
    );
    const large = session.createDataFrame(
      Array.from({ length: 600 }, (_, at) => [at]),
      'a int',
    ).plan;
    expect(() => of({ kind: 'create_view', plan: large, name: ['V'], replace: true, temporary: false })).toThrow(
      'cannot be made over local data of this size',
    );
  });
});

describe('a writer', () => {
  const sent = async (act: (to: typeof t) => Promise<unknown>): Promise<string> => {
    const seen: Action[] = [];
    const start = async (action: Action): Promise<never> => {
      seen.push(action);
      throw new Error('It is not sent.');
    };
    const recording = new Session({
      start,
      adopt: start as never,
      restore: start as never,
      describe: start as never,
      sessionStage: start as never,
      close: async () => undefined,
    });
    await expect(act(recording.table('t') as typeof t)).rejects.toThrow('It is not sent.');
    const [action] = seen;
    if (action === undefined) throw new Error('There was no action.');
    const read = parseAction(JSON.parse(JSON.stringify(encodeAction(action))));
    return compileAction(read, DIRECT).main.text;
  };

  it('inserts into a table that must be there', async () => {
    expect(await sent((frame) => frame.write.insertInto('x'))).toBe('INSERT INTO "X" SELECT * FROM "T"');
    expect(await sent((frame) => frame.write.insertIntoNowait('x', { overwrite: true }))).toContain(
      'INSERT OVERWRITE INTO "X"',
    );
  });

  it('unloads by the format that was said, or by its own name', async () => {
    expect(await sent((frame) => frame.write.format('json').option('COMPRESSION', 'NONE').save('@s/f.json'))).toBe(
      `COPY INTO '@s/f.json' FROM (SELECT * FROM "T") FILE_FORMAT = (TYPE = JSON COMPRESSION = NONE)`,
    );
    expect(
      await sent((frame) => frame.write.options({ SEP: '|' }).partitionBy('a').csv('@s/f', { header: true })),
    ).toBe(
      `COPY INTO '@s/f' FROM (SELECT * FROM "T") PARTITION BY ("A") FILE_FORMAT = (TYPE = CSV FIELD_DELIMITER = '|') HEADER = TRUE`,
    );
    expect(await sent((frame) => frame.write.parquetNowait('@s/f'))).toContain('TYPE = PARQUET');
    await expect(t.write.save('@s/f')).rejects.toThrow("say what is written with format('csv')");
  });

  it('has its table dropped by its name', async () => {
    expect(await sent((frame) => (frame as Table).dropTable())).toBe('DROP TABLE "T"');
  });
});

it('collates a text', () => {
  expect(textOf(t.sort(col('c').collate('en-ci')))).toContain(`ORDER BY COLLATE("C", 'en-ci')`);
});
