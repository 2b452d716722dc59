import {
  type Action,
  col,
  lit,
  PlanParseError,
  parseType,
  rowNumber,
  StructField,
  StructType,
  sum,
  typeText,
  Window,
  whenMatched,
  whenNotMatched,
} from '@firn/snowpark';
import { compileAction, encodeAction, parseAction } from '@firn/snowpark/internal';
import * as fc from 'fast-check';
import { propertyRuns } from '../support/property-runs.js';
import { anyFrame } from './arbitrary-frame.js';
import { DIRECT, offline, textOf } from './offline.js';

const session = offline();
const t = session.table('t');
const u = session.table('u');
const overJson = (action: Action): Action => parseAction(JSON.parse(JSON.stringify(encodeAction(action))));

describe('an action in JSON', () => {
  it('means the same when it is read back', () => {
    fc.assert(
      fc.property(anyFrame, fc.constantFrom('collect', 'count', 'first'), (recipe, kind) => {
        const action: Action = { kind, plan: recipe(offline()).plan };
        const read = overJson(action);
        expect(compileAction(read, DIRECT)).toEqual(compileAction(action, DIRECT));
        expect(encodeAction(read)).toEqual(encodeAction(action));
      }),
    );
  });

  it.each([
    ['array(int)', [1, null]],
    ['array(timestamp_tz(3) not null)', ['2026-11-30T01:02:03.004+01:00']],
    ['map(varchar, array(double))', { x: [0.5, null] }],
    ['object(a int, "B c" object(d time(0) not null) not null)', { a: null, 'B c': { d: '01:02:03' } }],
    ['vector(float, 2)', [0.5, 1.5]],
    ['vector(int, 3)', [1, 2, 3]],
    ['time(0)', '01:02:03'],
    ['timestamp_ntz(3)', '2026-11-30T01:02:03.004'],
  ])('keeps all of the type %s: of local rows, of a literal, of a cast', (text, value) => {
    const type = parseType(text);
    const local = session.createDataFrame([[value], [null]], StructType.of([StructField('v', type)]));
    const { plan } = local.select('v', lit(value, type).as('l'), lit(null, type).as('n'), col('v').cast(text).as('c'));
    const action: Action = { kind: 'collect', plan };
    const { main } = compileAction(overJson(action), DIRECT);
    expect(main).toEqual(compileAction(action, DIRECT).main);
    expect(main.text.split(typeText(type))).toHaveLength(5);
    expect(encodeAction(overJson(action))).toEqual(encodeAction(action));
  });

  it('is equal for frames that were built alike', () => {
    fc.assert(
      fc.property(anyFrame, (recipe) => {
        const [one, two] = [recipe(offline()), recipe(offline())];
        expect(JSON.stringify(encodeAction({ kind: 'collect', plan: one.plan }))).toBe(
          JSON.stringify(encodeAction({ kind: 'collect', plan: two.plan })),
        );
        expect(textOf(one)).toBe(textOf(two));
      }),
    );
  });

  it.each<[string, Action]>([
    [
      'merge',
      {
        kind: 'merge',
        target: t.plan,
        source: u.plan,
        on: t.col('a').eq(u.col('a')).expr,
        clauses: [
          whenMatched(u.col('d').gt(1)).update({ b: u.col('d') }).data,
          whenMatched().delete().data,
          whenNotMatched().insert({ a: u.col('a') }).data,
        ],
      },
    ],
    [
      'update',
      {
        kind: 'update',
        target: t.plan,
        source: u.plan,
        set: [{ column: 'B', value: u.col('d').expr }],
        condition: t.col('a').eq(u.col('a')).expr,
      },
    ],
    ['delete', { kind: 'delete', target: t.plan }],
    [
      'save',
      {
        kind: 'save_as_table',
        plan: t.plan,
        table: ['S', 'X'],
        mode: 'overwrite',
        tableType: 'transient',
        columnOrder: 'index',
        overwriteCondition: col('a').eq(1).expr,
        clusterBy: [col('a').expr],
        comment: 'c',
      },
    ],
    [
      'copy',
      {
        kind: 'copy_into_location',
        plan: t.plan,
        location: '@s/x',
        formatType: 'csv',
        formatOptions: { NULL_IF: ['x'] },
        copyOptions: { SINGLE: true },
        header: false,
        partitionBy: col('a').expr,
      },
    ],
    [
      'load',
      {
        kind: 'copy_into_table',
        plan: session.read.schema('a int').csv('@s').plan,
        table: ['S', 'X'],
        columns: ['A'],
        transformations: [col('a').plus(1).expr],
        files: ['a.csv'],
        validationMode: 'RETURN_ERRORS',
        copyOptions: { ON_ERROR: 'continue' },
      },
    ],
    ['copy of files', { kind: 'copy_files', target: '@t', source: '@s', files: ['a'], pattern: '.*' }],
    ['copy of listed files', { kind: 'copy_files', target: '@t', plan: t.plan }],
    ['sql', { kind: 'sql', text: 'select ?', binds: [{ kind: 'literal', type: { kind: 'integer' }, value: 1 }] }],
    ['describe', { kind: 'describe', plan: t.plan }],
    [
      'window',
      {
        kind: 'collect',
        plan: t.select(
          sum('a').over(Window.partitionBy('b').rowsBetween(-1, Window.unboundedFollowing)).as('s'),
          rowNumber().over(Window.orderBy('a')).as('r'),
        ).plan,
      },
    ],
  ])('keeps %s', (_, action) => {
    expect(compileAction(overJson(action), DIRECT)).toEqual(compileAction(action, DIRECT));
  });

  it('writes a node that is used twice only once', () => {
    const big = session.createDataFrame(
      Array.from({ length: 300 }, (_, at) => [at, at]),
      ['x', 'y'],
    );
    const action: Action = { kind: 'collect', plan: big.unionAll(big.filter(big.col('x').in(big.select('y')))).plan };
    const json = JSON.stringify(encodeAction(action));
    expect(json.match(/"kind":"local"/g)).toHaveLength(1);
    expect(compileAction(parseAction(JSON.parse(json)), DIRECT).created).toHaveLength(1);
  });

  it('gives each node one number, also where two plans of an action share one', () => {
    const source = t.distinct();
    const action: Action = {
      kind: 'delete',
      target: t.plan,
      source: source.plan,
      condition: source.col('k').eq(t.col('k')).expr,
    };
    expect(encodeAction(action)).toMatchObject({
      target: { kind: 'table', frame: 1 },
      source: { kind: 'distinct', input: { kind: 'same', frame: 1 }, frame: 2 },
    });
    expect(encodeAction(overJson(action))).toEqual(encodeAction(action));
  });

  it('finds a node by its number wherever it is written, in the values of a list too', () => {
    const shared = t.select('k');
    const query = { kind: 'in_query', operands: [col('k').expr], query: shared.plan } as const;
    const condition = { kind: 'in_list', operands: [col('k').expr], rows: [[query], [query]] } as const;
    const action: Action = { kind: 'delete', target: u.plan, condition };
    expect(encodeAction(overJson(action))).toEqual(encodeAction(action));
  });

  it('is frozen all the way down, when it is built and when it is read', () => {
    const check = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(check);
    };
    fc.assert(
      fc.property(anyFrame, (recipe) => {
        const { plan } = recipe(offline());
        check(plan);
        check(overJson({ kind: 'collect', plan }));
      }),
      { numRuns: propertyRuns(20) },
    );
    check(t.rename('a', 'x').toDf('a', 'b', 'c').plan);
    check(
      t.select(col('a').in(1, 2), rowNumber().over(Window.orderBy('a').rowsBetween(-1, 0)), col('a').between(1, 2))
        .plan,
    );
  });

  it('of a thousand steps is read and compiled without a deep stack', () => {
    let frame = session.table('t').select('*');
    for (let at = 0; at < 1000; at += 1)
      frame = frame.withColumn(`x${at}`, col(at === 0 ? 'a' : `x${at - 1}`).plus(1)).as();
    const action: Action = { kind: 'collect', plan: frame.plan };
    expect(compileAction(overJson(action), DIRECT).main).toEqual(compileAction(action, DIRECT).main);
  });

  it('may join two thousand conditions', () => {
    const conditions = Array.from({ length: 2000 }, (_, at) => col('a').eq(at));
    const [first, ...rest] = conditions;
    const all = rest.reduce((joined, condition) => joined.or(condition), first ?? col('a').eq(0));
    const action: Action = { kind: 'collect', plan: t.filter(all).plan };
    const { main } = compileAction(overJson(action), DIRECT);
    expect(main).toEqual(compileAction(action, DIRECT).main);
    expect(main.text.slice(0, 60)).toBe('SELECT * FROM "T" WHERE (("A" = ?) OR ("A" = ?) OR ("A" = ?)');
  });
});

const deep = (levels: number): unknown =>
  levels === 0
    ? { kind: 'star' }
    : { kind: 'binary', op: 'plus', left: { kind: 'constant', value: 1 }, right: deep(levels - 1) };

const table = { kind: 'table', name: ['T'] };
const collect = (plan: unknown): unknown => ({ version: 1, kind: 'collect', plan });
const filter = (condition: unknown): unknown => collect({ kind: 'filter', input: table, condition });

describe('JSON that is no action', () => {
  it.each<[string, unknown, string, string]>([
    ['no object', 7, '', 'expected an object, found 7'],
    ['no version', { kind: 'collect', plan: table }, 'version', 'expected a version from 1, found nothing'],
    ['unknown action', { version: 1, kind: 'colect' }, '', 'unknown action (kind "colect"); there are collect, count'],
    ['unknown node', collect({ kind: 'filtre' }), 'plan', 'unknown plan node (kind "filtre")'],
    [
      'unknown node below',
      collect({ kind: 'limit', input: { kind: 'x' }, rows: 1, offset: 0 }),
      'plan.input',
      'unknown plan node',
    ],
    [
      'unknown expression',
      filter({ kind: 'binary', op: 'eq', left: { kind: 'x' }, right: { kind: 'star' } }),
      'plan.condition.left',
      'unknown expression',
    ],
    [
      'unknown operator',
      filter({ kind: 'binary', op: 'xor', left: { kind: 'star' }, right: { kind: 'star' } }),
      'plan.condition.op',
      'expected "eq" or',
    ],
    ['unknown member', collect({ ...table, temporary: true }), 'plan', 'unknown member temporary'],
    ['missing member', collect({ kind: 'filter', input: table }), 'plan', 'member condition is missing'],
    [
      'wrong list',
      collect({ kind: 'select', input: table, items: {} }),
      'plan.items',
      'expected a list, found an object',
    ],
    ['empty select', collect({ kind: 'select', input: table, items: [] }), 'plan.items', 'expected 1 or more members'],
    [
      'a name that is SQL',
      filter({ kind: 'call', name: 'f(); drop table t', args: [] }),
      'plan.condition.name',
      'not the name of a function',
    ],
    [
      'a number that is SQL',
      filter({ kind: 'literal', type: { kind: 'integer' }, value: '1); drop table t' }),
      'plan.condition',
      'is no value of type integer',
    ],
    [
      'a bind too few',
      collect({ kind: 'sql', text: 'select ?, ?', binds: [{ kind: 'literal', type: { kind: 'integer' }, value: 1 }] }),
      'plan',
      'the text has 2 ? for 1 binds',
    ],
    [
      'a short row',
      collect({ kind: 'local', fields: [{ name: 'A', type: { kind: 'integer' }, nullable: true }], rows: [[1], []] }),
      'plan.rows[1]',
      'expected 1 cells, found 0',
    ],
    [
      'a wrong cell',
      collect({ kind: 'local', fields: [{ name: 'A', type: { kind: 'date' }, nullable: true }], rows: [['x']] }),
      'plan.rows[0]',
      '"x" is no value of column A of type date',
    ],
    [
      'a join both ways',
      collect({ kind: 'join', how: 'inner', left: table, right: table, using: ['A'], on: { kind: 'star' } }),
      'plan',
      'a condition or names, not both',
    ],
    [
      'a deep place',
      collect({
        kind: 'join',
        how: 'inner',
        left: table,
        right: {
          kind: 'select',
          input: table,
          items: [
            { kind: 'star' },
            {
              kind: 'cast',
              operand: { kind: 'star' },
              type: { kind: 'decimal', precision: 99, scale: 0 },
              attempt: false,
            },
          ],
        },
      }),
      'plan.right.items[1].type',
      'NUMBER has up to 38 digits',
    ],
    [
      'a second of too many digits',
      filter({ kind: 'cast', operand: { kind: 'star' }, type: { kind: 'time', scale: 9 }, attempt: false }),
      'plan.condition.type',
      'a second has up to 8 digits',
    ],
    [
      'a target that is no table',
      { version: 1, kind: 'delete', target: { kind: 'distinct', input: table } },
      'target',
      'only a table can be changed',
    ],
    [
      'the same as nothing',
      collect({ kind: 'limit', input: { kind: 'same', frame: 3 }, rows: 1, offset: 0 }),
      'plan.input',
      'no node has the number 3',
    ],
    [
      'a node inside itself',
      collect({ kind: 'limit', frame: 3, input: { kind: 'same', frame: 3 }, rows: 1, offset: 0 }),
      'plan.input',
      'a node is inside itself',
    ],
    [
      'an unknown option',
      {
        version: 1,
        kind: 'copy_into_location',
        plan: table,
        location: '@s',
        formatOptions: { X: 1 },
        copyOptions: {},
        header: false,
      },
      '',
      'No csv format option X',
    ],
  ])('%s', (_, json, path, message) => {
    let error: unknown;
    try {
      parseAction(json);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(PlanParseError);
    expect(error).toMatchObject({ path, code: 'plan_invalid', message: expect.stringContaining(message) });
  });

  it.each<[string, (text: string) => object, string]>([
    ['a name', (name) => ({ kind: 'column', name }), ''],
    ['an alias', (name) => ({ kind: 'alias', operand: { kind: 'constant', value: 1 }, name }), ''],
    ['a constant', (value) => ({ kind: 'constant', value }), ''],
    ['SQL', (text) => ({ kind: 'sql', text: `'${text}'` }), ''],
    ['a member', (key) => ({ kind: 'subscript', operand: { kind: 'column', name: 'A' }, key }), ''],
    ['a value', (value) => ({ kind: 'literal', type: { kind: 'string', length: null }, value }), 'bound'],
  ])('is %s that no statement can hold', (_, exprOf, bound) => {
    const read = (text: string) => () => parseAction(filter(exprOf(text)));
    expect(read('a\ud800b')).toThrow(/^plan\.condition.*half of a surrogate pair/);
    if (bound === '') expect(read('a\0b')).toThrow(/^plan\.condition.*holds the character NUL/);
    else expect(read('a\0b')).not.toThrow();
  });

  it('is told apart where it is too large, before all of it is read', () => {
    const refused = (json: unknown) => {
      try {
        parseAction(json);
      } catch (error) {
        return error;
      }
      return undefined;
    };
    const tower = refused(filter(deep(600)));
    expect(tower).toMatchObject({ code: 'plan_too_large', path: expect.stringContaining('right.….right') });
    expect(String(tower)).toContain('nested 501 deep, and 500 is the most');
    const wide = { kind: 'select', input: table, items: Array.from({ length: 400_000 }, () => ({ kind: 'star' })) };
    expect(refused(collect(wide))).toMatchObject({ code: 'plan_too_large', path: 'plan.items[99998]' });
    expect(
      refused(collect({ kind: 'drop_duplicates', input: table, names: Array(1_000_001).fill('A') })),
    ).toMatchObject({
      code: 'plan_too_large',
      path: 'plan.names',
    });
    let chain: unknown = table;
    for (let step = 0; step < 100_001; step += 1) chain = { kind: 'distinct', input: chain };
    expect(refused(collect(chain))).toMatchObject({ code: 'plan_too_large' });
  });

  it('is SQL that would leave its place, or take in what follows', () => {
    for (const text of [
      "'",
      "',1; use role public; --",
      'a --',
      'a // b',
      '/* a',
      '/* /* */ a */',
      'a */',
      '"a',
      '$$ a',
      'a;',
      'a ->> b',
      '(a',
      'a)',
      '(a]',
      ') or (1 = 1',
      'a, b',
      ' -- a\n',
      "'\\'",
      '1 where 1 = 0',
      '1where 1 = 0',
      "'x'where 1 = 0",
      'a from secrets union all select b',
      '1 union select 2',
      'select true',
      'a group by b',
      '1 when not matched then insert values (9, 9)',
      'case when a then b end when matched then delete',
      'a = ?',
      'a = :1',
      'a = (:1)',
    ]) {
      expect(() => parseAction(filter({ kind: 'sql', text }))).toThrow(/^plan\.condition: no whole expression: /);
      expect(() => textOf(t.filter(text))).toThrow(/ is not whole: /);
    }
    for (const text of [
      "a = ';--'",
      'coalesce(a, b)[0]',
      'a -- why\n > 1',
      '/* why */ a',
      '$$ a; -- $$',
      'a::number(1, 2)',
      '(select max(b) from u where b > 1 order by 1)',
      'case a when 1 then case when b then 2 end when 3 then 4 end',
      'listagg(a) within group (order by b) is not distinct from t.c',
      'v:from.where = v:"select"::int',
      "{'a':1, 'b': 2}:a = 1",
      "a = '?' and b = ':1'",
      'extract(year from a) = 1.5e3',
    ]) {
      expect(parseAction(filter({ kind: 'sql', text }))).toBeDefined();
    }
    for (const text of ['select (1', "select '", 'select 1) union (select 2', 'select 1; select 2', '/* select 1']) {
      expect(() => parseAction(collect({ kind: 'sql', text, binds: [] }))).toThrow(/^plan: no whole statement: /);
      expect(() => textOf(session.sql(text).limit(1))).toThrow(/ is not whole: /);
    }
    expect(textOf(session.sql('select 1 as a; -- the end').limit(1))).toBe('SELECT * FROM (select 1 as a) LIMIT 1');
  });

  it('says apart that its version is newer', () => {
    expect(() => parseAction({ version: 2, kind: 'teleport' })).toThrow(
      expect.objectContaining({ code: 'plan_version_newer', path: 'version' }),
    );
  });
});
