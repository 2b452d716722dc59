import * as fc from 'fast-check';

/** Stands in every hostile text: found as a word of SQL, it has left its quotes. */
export const MARKER = 'zqx';

const ENDS = [
  "'",
  '"',
  '""',
  "''",
  '\\',
  "\\'",
  '$$',
  ';',
  '--',
  '/*',
  '*/',
  '//',
  ')',
  '?',

  '\n',
  '😀',
  '%',
];

/** Mostly the first, so that most plans come as far as Snowflake; now and then the second. */
const seldom = <T, U>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<U>, weight = 12): fc.Arbitrary<T | U> =>
  fc.oneof({ weight, arbitrary: usual }, { weight: 1, arbitrary: odd });

/** Texts that try to leave the place they are put in; some are no text at all. */
const hostile = fc
  .array(
    seldom(
      fc.constantFrom(...ENDS, MARKER, ' or 1=1 ', '; use role public', ','),
      fc.constantFrom('\ud800', '\udc00', '\u0000'),
      80,
    ),
    { maxLength: 5 },
  )
  .map((parts) => `${parts.join('')}${MARKER}${parts.toReversed().join('')}`);

const name = seldom(fc.constantFrom('A', 'B', 'C'), hostile);
const value = fc.oneof(
  hostile,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('2020-01-31', '1.50', 'FF'),
);

const TEXTS = ['a', 'a + 1', "coalesce(a, ';')", '/* why */ a', 'a -- why\n'];
const NO_TEXTS = [
  "'",
  "',1; use role public; --",
  'a --',
  'a)',
  '(a',
  'a; select 1',
  '$$',
  '/* /* */ a */',
  'a, b',
  '',
];
const STATEMENTS = [
  'select 1 as a',
  'with q as (select 1 as a) select * from q',
  'select ? as a',
  'show tables',
  'select 1 as a -- end',
  "select ';' as a",
];
const NO_STATEMENTS = ['select 1; drop table t', 'select (1', "select '"];
const text = seldom(fc.constantFrom(...TEXTS), fc.constantFrom(...NO_TEXTS));
const statement = seldom(fc.constantFrom(...STATEMENTS), fc.constantFrom(...NO_STATEMENTS));

const type = seldom(
  fc.constantFrom<object>(
    { kind: 'null' },
    { kind: 'string', length: null },
    { kind: 'integer' },
    { kind: 'decimal', precision: 9, scale: 2 },
    { kind: 'double' },
    { kind: 'boolean' },
    { kind: 'date' },
    { kind: 'timestamp', zone: 'tz' },
    { kind: 'binary' },
    { kind: 'variant' },
  ),
  fc.constant({ kind: 'decimal', precision: 99, scale: 0 }),
);

/** A type, and a value that it has. */
const TYPED = [
  [{ kind: 'string', length: null }, "it's"],
  [{ kind: 'integer' }, '12'],
  [{ kind: 'decimal', precision: 9, scale: 2 }, '1.50'],
  [{ kind: 'double' }, 1.5],
  [{ kind: 'boolean' }, true],
  [{ kind: 'date' }, '2020-01-31'],
  [{ kind: 'binary' }, 'FF'],
  [{ kind: 'integer' }, null],
] as const;

/** Mostly what belongs here; now and then something that does not. */
const mostly = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 250, arbitrary },
    {
      weight: 1,
      arbitrary: fc.constantFrom<unknown>(
        null,
        7,
        'x',
        [],
        {},
        [[]],
        { kind: 'same', frame: 1 },
        { kind: '__proto__' },
        { kind: 'column' },
      ),
    },
  );

const record = (
  fields: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<unknown> =>
  fc
    .record({
      ...Object.fromEntries(Object.entries(fields).map(([key, of]) => [key, mostly(of)])),
      // Left out more often than not: much of it belongs together with something else.
      ...Object.fromEntries(Object.entries(optional).map(([key, of]) => [key, seldom(fc.constant(undefined), of, 6)])),
    })
    .map((made) => Object.fromEntries(Object.entries(made).filter(([, field]) => field !== undefined)));
const of = (
  kind: string,
  fields: Record<string, fc.Arbitrary<unknown>> = {},
  optional: Record<string, fc.Arbitrary<unknown>> = {},
) => record({ kind: fc.constant(kind), ...fields }, optional);
const some = (item: fc.Arbitrary<unknown>, maxLength = 3) => fc.array(item, { minLength: 1, maxLength });
const frame = fc.constantFrom(1, 2, 3);

const { plan, expr } = fc.letrec<{ plan: unknown; expr: unknown; sortKey: unknown; chain: unknown; call: unknown }>(
  (tie) => {
    const e = tie('expr');
    const input = tie('plan');
    const numbered = { frame };
    return {
      sortKey: record({ by: e, direction: fc.constantFrom('asc', 'desc'), nulls: fc.constantFrom('first', 'last') }),
      call: of('call', { name: fc.constantFrom('flatten', `f'${MARKER}`), args: fc.array(e, { maxLength: 2 }) }),
      chain: fc
        .tuple(
          e,
          fc.nat({ max: 200 }),
          fc.constantFrom<(from: unknown) => unknown>(
            (from) => ({ kind: 'binary', op: 'plus', left: from, right: { kind: 'constant', value: 1 } }),
            (from) => ({ kind: 'binary', op: 'plus', left: { kind: 'constant', value: 1 }, right: from }),
            (from) => ({ kind: 'call', name: 'abs', args: [from] }),
            (from) => ({ kind: 'unary', op: 'not', operand: from }),
          ),
        )
        .map(([from, steps, step]) => {
          let made = from;
          for (let at = 0; at < steps; at += 1) made = step(made);
          return made;
        }),
      expr: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        of('column', { name }, { frame, alias: fc.constant('X') }),
        of('star', {}, { frame }),
        fc.constantFrom(...TYPED).map(([typed, typedValue]) => ({ kind: 'literal', type: typed, value: typedValue })),
        of('literal', { type: fc.constant({ kind: 'string', length: null }), value: hostile }),
        seldom(of('constant', { value: fc.integer() }), of('literal', { type, value })),

        of('constant', { value }, { interval: fc.constant(true) }),
        of('sql', { text }),
        of('unary', { op: fc.constantFrom('not', 'negate'), operand: e }),
        of('binary', { op: fc.constantFrom('eq', 'plus', 'like'), left: e, right: e }),
        of('connected', { op: fc.constantFrom('and', 'or'), operands: fc.array(e, { minLength: 2, maxLength: 4 }) }),
        of('is_null', { operand: e, negated: fc.boolean() }),
        of('in_list', { operands: some(e, 1), rows: fc.array(some(e, 1), { maxLength: 3 }) }),
        of('in_query', { operands: some(e, 1), query: input }),
        of('cast', { operand: e, type, attempt: fc.boolean() }),
        of(
          'call',
          {
            name: seldom(
              fc.constantFrom('abs', 'abs', 'sum', 'coalesce'),
              fc.constantFrom('f.g', `x'${MARKER}`, 'a(b'),
            ),
            args: seldom(some(e, 1), fc.array(e, { maxLength: 3 })),
          },
          {
            role: fc.constantFrom('aggregate', 'volatile', 'unknown'),
            named: some(record({ name: fc.constantFrom('mode', `x'${MARKER}`, 'a => b'), value: e }), 2),
            withinGroup: some(tie('sortKey'), 2),
          },
        ),
        of('over', {
          call: e,
          partitionBy: fc.array(e, { maxLength: 2 }),
          orderBy: fc.array(tie('sortKey'), { maxLength: 2 }),
        }),
        of('case', { branches: some(record({ when: e, value: e }), 2) }, { otherwise: e }),
        of('subscript', { operand: e, key: fc.oneof(hostile, fc.nat()) }),
        of('alias', { operand: e, name }),
        tie('chain'),
      ),
      plan: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        of(
          'table',
          {
            name: seldom(
              fc.constant(['T']),
              fc.constantFrom<unknown>(['S', 'T'], [`t"${MARKER}`], ['D', '', 'T'], ['']),
            ),
          },
          numbered,
        ),
        of(
          'local',
          {
            fields: fc.constant([{ name: 'A', type: { kind: 'string', length: null }, nullable: true }]),
            rows: fc.array(fc.tuple(hostile), { maxLength: 3 }),
          },
          numbered,
        ),
        of(
          'sql',
          {
            text: statement,
            binds: fc.constantFrom<unknown[]>([], [{ kind: 'literal', type: { kind: 'integer' }, value: 1 }]),
          },
          numbered,
        ),
        seldom(of('table', { name: fc.constant(['T']) }), of('same', { frame })),
        of('select', { input, items: some(e) }, numbered),
        of('filter', { input, condition: e }, numbered),
        of('sort', { input, keys: fc.array(tie('sortKey'), { maxLength: 2 }) }, numbered),
        of('limit', { input, rows: fc.nat(), offset: fc.nat() }, numbered),
        of('distinct', { input }, numbered),
        of('table_function', { call: tie('call') }, { names: some(name, 2), frame }),
        of(
          'files',
          {
            location: seldom(fc.constantFrom('@s', `@s/'${MARKER}`, 'snow://x'), fc.constant('s')),
            type: fc.constantFrom('csv', 'json', 'parquet', 'xml'),
            formatOptions: fc.constantFrom<unknown>({}, { COMPRESSION: `'${MARKER}` }, { NULL_IF: [`'${MARKER}`] }),
            metadata: fc.constantFrom<unknown>([], ['METADATA$FILENAME']),
            attempt: fc.boolean(),
          },
          {
            pattern: fc.constant(`'${MARKER}`),
            formatName: fc.constant(['S', `f"${MARKER}`]),
            fields: some(record({ name, type, nullable: fc.boolean() }), 2),
            frame,
          },
        ),
        of(
          'file_schema',
          {
            location: fc.constant(`@s/'${MARKER}`),
            type: fc.constantFrom('csv', 'json'),
            formatOptions: fc.constant({}),
          },
          numbered,
        ),
        of('join_table_function', { input, call: tie('call') }, { names: some(name, 2), frame }),
        of(
          'pivot',
          {
            input,
            keys: fc.oneof(fc.constant(null), fc.array(e, { maxLength: 2 })),
            aggregate: e,
            by: e,
            values: fc.oneof(fc.constant(null), some(e, 2)),
          },
          { otherwise: e, frame },
        ),
        of('unpivot', { input, value: name, name, columns: some(e, 2), includeNulls: fc.boolean() }, numbered),
        of('sample', { input }, { fraction: fc.constantFrom(0.5, 2), rows: fc.nat(), seed: fc.nat(), frame }),
        of(
          'drop_null',
          { input, names: fc.oneof(fc.constant(null), some(name)), least: fc.constantFrom('all', 1, 9) },
          numbered,
        ),
        of(
          'fill_null',
          {
            input,
            fills: some(
              record({ names: fc.oneof(fc.constant(null), some(name)), value: of('literal', { type, value }) }),
              2,
            ),
            decimals: fc.boolean(),
          },
          numbered,
        ),
        of('statistics', { input, names: fc.oneof(fc.constant(null), some(name)), texts: fc.boolean() }, numbered),
        of('drop_duplicates', { input, names: some(name) }, numbered),
        of('drop', { input, columns: some(e) }, numbered),
        of('with_columns', { input, columns: some(record({ name, value: e })), keepOrder: fc.boolean() }, numbered),
        of('rename', { input, renames: some(record({ from: e, to: name }), 2) }, numbered),
        of('to_df', { input, names: some(name) }, numbered),
        of('alias', { input, name: fc.constantFrom('X', `"${MARKER}`) }, numbered),
        of(
          'aggregate',
          {
            input,
            grouping: fc.constantFrom('plain', 'rollup', 'cube', 'sets'),
            keys: fc.array(e, { maxLength: 2 }),
            aggregates: fc.array(e, { maxLength: 2 }),
          },
          numbered,
        ),
        of(
          'join',
          { how: fc.constantFrom('inner', 'left', 'full', 'cross', 'semi', 'anti'), left: input, right: input },
          {
            on: e,
            using: some(name, 2),
            leftSuffix: fc.constantFrom('_l', `'"${MARKER}`),
            rightSuffix: fc.constant('_r'),
            frame,
          },
        ),
        of(
          'set',
          {
            op: fc.constantFrom('union', 'union_all', 'intersect', 'except'),
            left: input,
            right: input,
            match: fc.constantFrom('position', 'name', 'name_or_null'),
          },
          numbered,
        ),
        fc
          .tuple(
            input,
            some(
              fc.constantFrom(
                { kind: 'distinct' },
                { kind: 'limit', rows: 1, offset: 0 },
                { kind: 'set', op: 'union_all', right: { kind: 'table', name: ['T'] }, match: 'position' },
              ),
              80,
            ),
          )
          .map(([first, steps]) => [first, ...steps]),
      ),
    };
  },
);

const version = { version: seldom(fc.constant(1), fc.constantFrom(2, 0), 80) };
const target = of('table', { name: fc.constant(['T']) }, { frame });
const set = some(record({ column: name, value: expr }), 2);

/** Actions in JSON, most of them readable, with hostile texts, shared nodes, long chains and things that do not belong there. */
export const actionJson: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('collect', 'count', 'first', 'describe').chain((kind) => of(kind, { ...version, plan })),
  },
  of('sql', { ...version, text: statement, binds: fc.constant([]) }),
  of(
    'save_as_table',
    {
      ...version,
      plan,
      table: seldom(fc.constant(['X']), fc.constant([`x"${MARKER}`])),
      mode: fc.constantFrom('append', 'overwrite', 'errorifexists', 'ignore', 'truncate'),
      tableType: seldom(fc.constant('permanent'), fc.constant('temporary')),
      columnOrder: fc.constantFrom('index', 'name'),
    },
    {
      comment: hostile,
      clusterBy: some(expr, 2),
      enableSchemaEvolution: fc.boolean(),
      maxDataExtensionDays: fc.constant(1),
    },
  ),
  of(
    'copy_into_location',
    {
      ...version,
      plan,
      location: seldom(fc.constant('@~/x.csv'), hostile),
      formatOptions: seldom(fc.constant({}), fc.constant({ FIELD_DELIMITER: `'${MARKER}` })),
      copyOptions: fc.constant({}),
      header: fc.boolean(),
    },
    { partitionBy: expr, storageIntegration: hostile },
  ),
  of(
    'copy_into_table',
    {
      ...version,
      plan: of('files', {
        location: seldom(fc.constant('@st/x'), hostile),
        type: fc.constantFrom('csv', 'json'),
        formatOptions: seldom(fc.constant({}), fc.constant({ NULL_IF: [`'${MARKER}`] })),
        metadata: fc.constantFrom([], ['METADATA$FILENAME']),
        fields: fc.constant([{ name: 'A', type: { kind: 'integer' }, nullable: true }]),
        attempt: fc.boolean(),
      }),
      table: fc.constantFrom<unknown>(['X'], [`x"${MARKER}`]),
      copyOptions: fc.constantFrom<unknown>({}, { ON_ERROR: 'continue' }, { ON_ERROR: `'${MARKER}` }),
    },
    { columns: some(name, 1), transformations: some(expr, 1), files: some(hostile, 2) },
  ),
  of(
    'copy_files',
    { ...version, target: seldom(fc.constant('@st'), hostile) },
    { source: hostile, plan, files: some(hostile, 2), pattern: hostile },
  ),
  of(
    'create_view',
    {
      ...version,
      plan,
      name: fc.constantFrom<unknown>(['V'], [`v"${MARKER}`]),
      replace: fc.boolean(),
      temporary: fc.boolean(),
    },
    { comment: hostile },
  ),
  of('create_dynamic_table', {
    ...version,
    plan,
    name: fc.constant(['D']),
    warehouse: fc.constantFrom<unknown>(['W'], [`w"${MARKER}`]),
    lag: hostile,
    mode: fc.constantFrom('overwrite', 'ignore'),
  }),
  of('explain', { ...version, plan }),
  of('merge', {
    ...version,
    target,
    source: plan,
    on: expr,
    clauses: some(
      fc.oneof(
        of('update', { set }, { condition: expr }),
        of('delete', {}, { condition: expr }),
        of('insert', { columns: fc.array(name, { maxLength: 2 }), values: some(expr, 2) }),
      ),
      2,
    ),
  }),
  of('update', { ...version, target, set }, { source: plan, condition: expr }),
  of('delete', { ...version, target }, { source: plan, condition: expr }),
);
