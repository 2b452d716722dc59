import { type LocalSnowflake, startLocalSnowflake } from '../../support/local-snowflake.js';
import { type Envelope, logIn } from './support/http.js';
import { mostMegabytes } from './support/memory.js';

/** What docs/local-snowflake.md says the server may have beyond --memory. */
const BEYOND = 512;
/** What a statement may not live longer than here; a smaller one of these would never end. */
const SECONDS = 4;

const generator = (rows: number): string => `table(generator(rowcount => ${rows}))`;
const times = (count: number, part: (at: number) => string, separator: string): string =>
  Array.from({ length: count }, (_, at) => part(at)).join(separator);
const LONG = `(select repeat('abcdefghij', 1000000 + seq4()) as s, seq4() as i from ${generator(2_000)})`;
const numbers = (rows: number): string => `(select seq8() as i from ${generator(rows)})`;
const doubling = (steps: number): string => times(steps, (at) => `a${at} || a${at} as a${at + 1}`, ', ');

const TOO_LONG = '100078';
const LOB_TOO_LARGE = '100082';
const TOO_MUCH = '300010';
/** Of an answer that is none. */
const DONE = null;
const TIMED_OUT = '000630';

const BIG_ARRAY = "parse_json('[' || repeat('1,', 5000000) || '1]')";

/** Each would take gigabytes, or never end. */
const HOSTILE: readonly (readonly [name: string, codes: readonly (string | null)[], sql: string])[] = [
  ['REPEAT past 128 MB', [TOO_LONG], "select repeat('abcdefghij', 100000000)"],
  ['REPEAT in each row', [TOO_MUCH], `select s from ${LONG}`],
  ['SPACE', [TOO_MUCH], `select max(length(space(100000000 + i))) from ${numbers(1_000)}`],
  ['RPAD', [TOO_MUCH], `select max(rpad(i::varchar, 50000000, 'b')) from ${numbers(1_000)}`],
  ['ARRAY_GENERATE_RANGE past 128 MB', [LOB_TOO_LARGE], 'select array_generate_range(0, 1000000000)'],
  ['ARRAY_GENERATE_RANGE', [TOO_MUCH], `select array_generate_range(0, 10000000 + i) from ${numbers(100)}`],
  ['ARRAY_INSERT past 128 MB', [LOB_TOO_LARGE], 'select array_insert(array_construct(), 100000000, 1)'],
  ['JSON of 60 million numbers', [TOO_MUCH], "select parse_json('[' || repeat('1,', 60000000) || '1]')"],
  ['ARRAY_CAT of millions', [TOO_MUCH], `select array_cat(${BIG_ARRAY}, ${BIG_ARRAY})`],
  ['a literal of JSON in each row', [TOO_MUCH, TIMED_OUT], `select ${BIG_ARRAY} from ${numbers(1_000)}`],
  ['REGEXP_REPLACE', [TOO_MUCH], `select max(length(regexp_replace(s, 'a', 'bbbbbbbbbb'))) from ${LONG}`],
  ['LISTAGG', [TOO_MUCH], `select length(listagg(i::varchar)) from ${numbers(50_000_000)}`],
  ['OBJECT_AGG', [TOO_MUCH], `select object_agg(i::varchar, i) from ${numbers(5_000_000)}`],
  ['ARRAY_AGG', [TOO_MUCH, TIMED_OUT], `select array_size(array_agg(i)) from ${numbers(30_000_000)}`],
  ['SPLIT', [TOO_MUCH], `select max(array_size(split(repeat('a,', 10000000 + i), ','))) from ${numbers(500)}`],
  ['HEX_ENCODE', [TOO_MUCH], `select max(length(hex_encode(repeat('a', 50000000 + i)))) from ${numbers(500)}`],
  ['HEX_ENCODE past 128 MB', [TOO_LONG, TOO_MUCH], `select hex_encode(repeat('ab', 40000000))`],
  ['BASE64_ENCODE', [TOO_MUCH], `select max(length(base64_encode(repeat('a', 50000000 + i)))) from ${numbers(500)}`],
  ['CONCAT_WS', [TOO_MUCH], `select max(length(concat_ws(',', ${times(10, () => 's', ',')}))) from ${LONG}`],
  ['|| of 40 parts', [TOO_MUCH], `select max(length(${times(40, () => 's', '||')})) from ${LONG}`],
  ['aliases that double', [TOO_LONG, TOO_MUCH], `select length(a60) from (select 'a' as a0, ${doubling(60)})`],
  [
    'aliases that double in each row',
    [TOO_MUCH],
    `select max(length(a22)) from (select 'abcdefghij' || i as a0, ${doubling(22)} from ${numbers(1_000)})`,
  ],
  ['RANDSTR', [TOO_MUCH], `select max(length(randstr(10000000, random()))) from ${generator(500)}`],
  ['PARSE_JSON', [TOO_MUCH], `select max(parse_json('[' || repeat('1,', 5000000 + i) || '1]')) from ${numbers(100)}`],
  ['GENERATOR of 10¹² rows', [TIMED_OUT], `select count(*) from ${generator(1e12)}`],
  ['a cross join', [TIMED_OUT], `select count(*) from ${numbers(1e6)} a, ${numbers(1e6)} b where a.i * b.i + a.i = -1`],
  [
    'a recursion without an end',
    [TIMED_OUT],
    'with recursive r as (select 1 as x union all select x + 1 from r) select count(*) from r',
  ],
  [
    'a recursion whose text doubles',
    [TOO_LONG, TOO_MUCH],
    "with recursive r as (select 'a' as x union all select x || x from r) select count(*) from r",
  ],
  [
    'a window of texts',
    [TOO_MUCH],
    `select max(c) from (select listagg(sha2(i::varchar)) over (partition by i % 3) as c from ${numbers(3_000_000)})`,
  ],
  [
    'a loop that doubles a variable',
    [TOO_LONG, TOO_MUCH],
    `execute immediate $$
     declare x varchar default 'abcdefghij';
     begin for i in 1 to 40 do x := x || x; end for; return length(x); end$$`,
  ],
];

const DIGESTS = `(select i, sha2(i::varchar) as s from ${numbers(2_000_000)})`;

/** More than the memory holds, and what DuckDB puts on disk or reads as it comes: they are answered, or end like the others. */
const LARGE: typeof HOSTILE = [
  ['a sort', [DONE, TOO_MUCH, TIMED_OUT], `select max(s) from (select s from ${DIGESTS} order by s limit 1900000)`],
  ['a grouping', [DONE, TOO_MUCH, TIMED_OUT], `select count(*) from (select s, count(*) c from ${DIGESTS} group by s)`],
  ['DISTINCT', [DONE, TOO_MUCH, TIMED_OUT], `select count(distinct s) from ${DIGESTS}`],
  [
    'a window',
    [DONE, TOO_MUCH, TIMED_OUT],
    `select max(r) from (select row_number() over (order by s) r from ${DIGESTS})`,
  ],
  [
    'a cross join',
    [DONE, TOO_MUCH, TIMED_OUT],
    `select count(*) from ${numbers(3e4)} a, ${numbers(3e4)} b where a.i < b.i`,
  ],
  [
    'a JSON aggregate',
    [TOO_MUCH, TIMED_OUT, LOB_TOO_LARGE],
    `select array_agg(object_construct('i', i, 's', s)) from ${DIGESTS}`,
  ],
  ['a large result', [DONE, TOO_MUCH, TIMED_OUT], `select i, s, s || s as t from ${DIGESTS}`],
];

/** Where the memory holds the parts of a value that is larger than Snowflake makes one. */
const MILLIONS = `(select repeat('a', 1000000) as s from ${generator(140)})`;
const AGGREGATES: typeof HOSTILE = [
  ['ARRAY_AGG past 128 MB', [LOB_TOO_LARGE], `select array_agg(s) from ${MILLIONS}`],
  ['ARRAY_AGG past 128 MB of many', [LOB_TOO_LARGE, TIMED_OUT], `select array_agg(i) from ${numbers(2e7)}`],
  ['OBJECT_AGG past 128 MB', [LOB_TOO_LARGE, TIMED_OUT], `select object_agg(i::varchar, i) from ${numbers(9e6)}`],
  ['LISTAGG past 128 MB', [TOO_LONG], `select listagg(s) from ${MILLIONS}`],
];

/** Each row would have a value of many megabytes, which DuckDB makes for 2,048 rows at once. */
const WINDOWS: typeof HOSTILE = [
  ['a window of LISTAGG past 128 MB', [TOO_LONG], `select listagg(s) over () from ${MILLIONS}`],
  [
    'a window of LISTAGG',
    [TOO_MUCH],
    `select listagg(sha2(i::varchar)) over (partition by i % 3) from ${numbers(1e6)}`,
  ],
  ['a window of ARRAY_AGG', [TOO_MUCH], `select array_agg(i) over (partition by i % 3) from ${numbers(2e6)}`],
  [
    'a window of ARRAY_AGG over a growing frame',
    [TOO_MUCH],
    `select array_agg(i) over (order by i rows between unbounded preceding and current row) from ${numbers(1e6)}`,
  ],
  [
    'a window of OBJECT_AGG',
    [TOO_MUCH],
    `select object_agg(i::varchar, i) over (partition by i % 3) from ${numbers(1e6)}`,
  ],
  [
    'a window of ARRAY_UNIQUE_AGG',
    [TOO_MUCH],
    `select array_unique_agg(i) over (partition by i % 3) from ${numbers(1e6)}`,
  ],
];

describe.each([
  [512, [...HOSTILE, ...LARGE]],
  [1_024, LARGE.filter(([name]) => name === 'a sort' || name === 'a JSON aggregate')],
  [2_048, [...AGGREGATES, ...WINDOWS]],
] as const)('a server with --memory %iMB', (megabytes, statements) => {
  let server: LocalSnowflake;
  beforeAll(async () => {
    server = await startLocalSnowflake({ memory: `${megabytes}MB` });
  });
  afterAll(() => server.stop());

  const limited = () => logIn(server.url, { STATEMENT_TIMEOUT_IN_SECONDS: SECONDS });

  it.each(statements)('ends %s as Snowflake would, answers others, and keeps to it', async (_, codes, sql) => {
    const [attacker, neighbour] = [await limited(), await logIn(server.url)];
    const attack = { answer: null as Envelope | null };
    const ended = attacker.query(sql).then((answer) => {
      attack.answer = answer;
    });
    let answers = 0;
    do {
      expect(await neighbour.query('select 1')).toMatchObject({ success: true, data: { rowset: [['1']] } });
      answers += 1;
    } while (attack.answer === null);
    await ended;
    // On a busy machine its time may be over before its memory is.
    expect([...codes, TIMED_OUT]).toContain(attack.answer?.code);
    expect(await attacker.query('select 1')).toMatchObject({ success: true });
    expect(answers).toBeGreaterThan(0);
    expect(mostMegabytes(server.application.pid)).toBeLessThan(megabytes + BEYOND);
  });

  it('does so for many at once', async () => {
    const sessions = await Promise.all(Array.from({ length: 12 }, limited));
    const attacks = [HOSTILE[1], HOSTILE.find(([name]) => name === 'ARRAY_AGG')].map((attack) => attack?.[2] ?? '');
    const answers = await Promise.all(sessions.map((session, at) => session.query(attacks[at % 2] ?? '')));
    for (const { code } of answers) expect([TOO_MUCH, TIMED_OUT]).toContain(code);
    expect(await sessions[0]?.query('select 1')).toMatchObject({ success: true });
    expect(mostMegabytes(server.application.pid)).toBeLessThan(megabytes + BEYOND);
  });
});
