import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { type Case, check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const group = (name: string, cases: readonly Case[]) => it(name, () => check(engine, cases));
const ts = (text: string) => `'${text}'::timestamp_ntz`;
const tz = (text: string) => `'${text}'::timestamp_tz`;
const text = (sql: string) => `to_varchar(${sql}, 'YYYY-MM-DD HH24:MI:SS.FF9 TZH:TZM')`;
const day = (sql: string) => `to_varchar(${sql}, 'YYYY-MM-DD')`;

group('adds', [
  [day(`dateadd(month, 1, '2024-01-31'::date)`), '2024-02-29'],
  [day(`dateadd('yy', -1, '2024-02-29'::date)`), '2023-02-28'],
  [day(`dateadd(quarter, 1, '2024-01-31'::date)`), '2024-04-30'],
  [day(`dateadd(week, 2, '2024-02-29'::date)`), '2024-03-14'],
  [day(`'2024-02-29'::date + 1`), '2024-03-01'],
  [day(`'2024-03-01'::date - 1`), '2024-02-29'],
  [`'2024-03-01'::date - '2024-02-01'::date`, '29'],
  [text(`dateadd(hour, 25, '2024-02-28'::date)`), '2024-02-29 01:00:00.000000000 +00:00'],
  [text(`dateadd(second, 1, ${ts('2024-02-29 23:59:59.123456789')})`), '2024-03-01 00:00:00.123456789 +00:00'],
  [text(`dateadd(nanosecond, 1, ${ts('2024-02-29 23:59:59.999999999')})`), '2024-03-01 00:00:00.000000000 +00:00'],
  [text(`dateadd(ns, -1, ${ts('2024-03-01 00:00:00')})`), '2024-02-29 23:59:59.999999999 +00:00'],
  [text(`dateadd(day, 1, ${tz('2024-02-29 23:00:00 +02:00')})`), '2024-03-01 23:00:00.000000000 +02:00'],
  [text(`dateadd(minute, 90, ${tz('2024-02-29 23:00:00 -03:30')})`), '2024-03-01 00:30:00.000000000 -03:30'],
  [`to_varchar(dateadd(hour, 3, '23:00:00'::time))`, '02:00:00'],
  [day(`add_months('2024-02-29'::date, 1)`), '2024-03-31'],
  [day(`add_months('2024-02-28'::date, -1)`), '2024-01-28'],
  [text(`add_months(${ts('2023-02-28 10:00:00')}, 12)`), '2024-02-29 10:00:00.000000000 +00:00'],
  [text(`${ts('2024-02-29 00:00:00')} + interval '1 day, 2 hours'`), '2024-03-01 02:00:00.000000000 +00:00'],
  [`dateadd(day, 1, null::date)`, null],
  [`dateadd(fortnight, 1, current_date())`, '!001045'],
]);

group('counts boundaries', [
  [`datediff(year, '2023-12-31'::date, '2024-01-01'::date)`, '1'],
  [`datediff(month, '2024-01-31'::date, '2024-02-01'::date)`, '1'],
  [`datediff(quarter, '2024-03-31'::date, '2024-04-01'::date)`, '1'],
  [`datediff(week, '2024-01-07'::date, '2024-01-08'::date)`, '1'],
  [`datediff(week, '2024-01-08'::date, '2024-01-14'::date)`, '0'],
  [`datediff(day, ${ts('2024-02-28 23:59:59')}, ${ts('2024-02-29 00:00:00')})`, '1'],
  [`datediff(hour, ${ts('2024-01-01 00:59:00')}, ${ts('2024-01-01 01:00:00')})`, '1'],
  [`datediff(minute, '10:00:59'::time, '10:01:00'::time)`, '1'],
  [`datediff(second, ${ts('2024-01-01 00:00:00')}, ${ts('2023-12-31 23:59:00')})`, '-60'],
  [`datediff(ms, ${ts('2024-01-01 00:00:00')}, ${ts('2024-01-01 00:00:00.005')})`, '5'],
  [`datediff(ns, ${ts('2024-01-01 00:00:00')}, ${ts('2024-01-01 00:00:00.000000007')})`, '7'],
  [`timestampdiff(day, '2024-01-01', '2024-03-01')`, '60'],
  [`months_between('2019-03-01'::date, '2019-02-01'::date)`, '1.000000'],
  [`months_between('2019-03-31'::date, '2019-02-28'::date)`, '1.000000'],
  [`months_between('2019-03-01'::date, '2019-02-15'::date)`, '0.548387'],
  [`datediff(day, null, current_date())`, null],
]);

group('cuts', [
  [day(`date_trunc(month, '2024-02-29'::date)`), '2024-02-01'],
  [day(`date_trunc('week', '2024-02-29'::date)`), '2024-02-26'],
  [day(`date_trunc(quarter, '2024-02-29'::date)`), '2024-01-01'],
  [`system$typeof(date_trunc('month', '2024-02-29'::date))`, 'DATE[SB4]'],
  [text(`date_trunc(hour, ${ts('2024-02-29 12:34:56.789012345')})`), '2024-02-29 12:00:00.000000000 +00:00'],
  [text(`date_trunc(day, ${tz('2024-02-29 23:00:00 -05:00')})`), '2024-02-29 00:00:00.000000000 -05:00'],
  [text(`date_trunc(ms, ${ts('1969-12-31 23:59:59.789012345')})`), '1969-12-31 23:59:59.789000000 +00:00'],
  [`to_varchar(date_trunc(minute, '12:34:56'::time))`, '12:34:00'],
  [day(`last_day('2024-02-01'::date)`), '2024-02-29'],
  [day(`last_day('2024-02-01'::date, 'year')`), '2024-12-31'],
  [day(`last_day('2024-02-01'::date, week)`), '2024-02-04'],
  [day(`last_day('2024-02-01'::date, "YEAR")`), '2024-12-31'],
  [day(`next_day('2024-02-29'::date, 'th')`), '2024-03-07'],
  [day(`next_day('2024-02-29'::date, 'Friday')`), '2024-03-01'],
  [day(`previous_day('2024-02-29'::date, 'we')`), '2024-02-28'],
  [text(`time_slice(${ts('2024-02-29 12:34:56')}, 15, 'minute')`), '2024-02-29 12:30:00.000000000 +00:00'],
  [text(`time_slice(${ts('2024-02-29 12:34:56')}, 15, 'minute', 'END')`), '2024-02-29 12:45:00.000000000 +00:00'],
]);

group('refuses what no slice and no second has', [
  [`time_slice(${ts('2024-02-29 12:34:56')}, 0, 'minute')`, '!100077 Slice length 0 is not between 1 and 100000000'],
  [`time_slice('2024-02-29'::date, -2, 'month')`, '!100077 Slice length -2'],
  [`time_slice(null, 1, 'month')`, null],
  [`time_slice('2024-02-29'::date, null, 'month')`, null],
  ...['current_timestamp', 'current_time', 'localtime', 'systimestamp', 'getdate'].flatMap((name) =>
    ['-1', '10', '9223372036854775807'].map(
      (digits) =>
        [
          `${name}(${digits})`,
          `!001045 SQL compilation error: error line 1 at position 7\nargument 1 to function ${name.toUpperCase()} is not between 0 and 9`,
        ] as const,
    ),
  ),
]);

group('gives NULL for a JSON null in the place of a date', [
  [`last_day(parse_json('null'))`, null],
  [`previous_day(parse_json('null'), 'mo')`, null],
  [`months_between('2024-01-01', parse_json('null'))`, null],
  [`to_char(parse_json('null')::timestamp_tz, 'YYYY')`, null],
  [`date_trunc('month', parse_json('null')::timestamp_tz)`, null],
]);

group('takes apart', [
  [`year('2024-02-29'::date)`, '2024'],
  [`date_part(quarter, '2024-02-29'::date)`, '1'],
  [`extract(month from '2024-02-29'::date)`, '2'],
  [`day(${tz('2024-02-29 23:00:00 -05:00')})`, '29'],
  [`hour(${tz('2024-02-29 23:00:00 -05:00')})`, '23'],
  [`dayofweek('2024-02-25'::date)`, '0'],
  [`dayofweekiso('2024-02-25'::date)`, '7'],
  [`dayofyear('2024-02-29'::date)`, '60'],
  [`week('2024-12-30'::date)`, '1'],
  [`weekiso('2024-12-29'::date)`, '52'],
  [`yearofweek('2024-12-30'::date)`, '2025'],
  [`second('01:02:03'::time)`, '3'],
  [`date_part(nanosecond, ${ts('2024-02-29 01:02:03.123456789')})`, '123456789'],
  [`date_part(epoch_second, ${ts('1969-12-31 23:59:59.5')})`, '-1'],
  [`date_part(epoch_millisecond, ${tz('1970-01-01 01:00:00.005 +01:00')})`, '5'],
  [`date_part(epoch_nanosecond, ${ts('1970-01-01 00:00:00.000000007')})`, '7'],
  [`date_part(timezone_hour, ${tz('2024-02-29 23:00:00 -05:30')})`, '-5'],
  [`dayname('2024-02-29'::date)`, 'Thu'],
  [`monthname('2024-02-29'::date)`, 'Feb'],
  [`date_part(year, '01:02:03'::time)`, '!001044'],
]);

group('puts together', [
  [day('date_from_parts(2024, 2, 30)'), '2024-03-01'],
  [day('date_from_parts(2024, 13, 1)'), '2025-01-01'],
  [day('date_from_parts(2024, 1, 0)'), '2023-12-31'],
  [`to_varchar(time_from_parts(12, 34, 56, 987654321), 'HH24:MI:SS.FF9')`, '12:34:56.987654321'],
  [`to_varchar(time_from_parts(0, 100, 0))`, '01:40:00'],
  [text('timestamp_from_parts(2024, 2, 29, 1, 2, 3, 4)'), '2024-02-29 01:02:03.000000004 +00:00'],
  [text(`timestamp_tz_from_parts(2024, 7, 1, 0, 0, 0, 0, 'America/New_York')`), '2024-07-01 00:00:00.000000000 -04:00'],
  [text(`timestamp_ntz_from_parts('2024-02-29'::date, '01:02:03'::time)`), '2024-02-29 01:02:03.000000000 +00:00'],
  [
    text(`convert_timezone('America/New_York', 'UTC', ${ts('2024-07-01 00:00:00')})`),
    '2024-07-01 04:00:00.000000000 +00:00',
  ],
  [
    text(`convert_timezone('Asia/Kolkata', ${tz('2024-02-29 00:00:00 +00:00')})`),
    '2024-02-29 05:30:00.000000000 +05:30',
  ],
  [`convert_timezone('Mars/Base', ${tz('2024-02-29 00:00:00 +00:00')})`, '!100077'],
]);

group('reads', [
  [day(`to_date('29/02/2024', 'DD/MM/YYYY')`), '2024-02-29'],
  [day(`to_date('2024-Feb-29', 'YYYY-MON-DD')`), '2024-02-29'],
  [day(`date('2024-02-29 10:00:00')`), '2024-02-29'],
  [`to_date('x', 'YYYY')`, '!100096'],
  [`try_to_date('x', 'YYYY')`, null],
  [`to_date('2024', 'QQQ')`, `!100096 Can't parse '2024' as date with format 'QQQ'`],
  [`to_varchar(to_time('01:02 PM', 'HH12:MI AM'))`, '13:02:00'],
  [`to_varchar(to_time('1719835200'))`, '12:00:00'],
  [`to_varchar('1719835200123'::time, 'HH24:MI:SS.FF3')`, '12:00:00.123'],
  [`to_varchar(try_to_time('-1'))`, '23:59:59'],
  [
    text(`to_timestamp('2024-02-29 01:02:03.123456789', 'YYYY-MM-DD HH24:MI:SS.FF9')`),
    '2024-02-29 01:02:03.123456789 +00:00',
  ],
  [
    text(`to_timestamp_tz('02/29/2024 01:02:03 +0530', 'MM/DD/YYYY HH24:MI:SS TZHTZM')`),
    '2024-02-29 01:02:03.000000000 +05:30',
  ],
  [text('to_timestamp(1709168523)'), '2024-02-29 01:02:03.000000000 +00:00'],
  [text('to_timestamp_ntz(1709168523123, 3)'), '2024-02-29 01:02:03.123000000 +00:00'],
  [text('to_timestamp_ntz(1709168523123456789, 9)'), '2024-02-29 01:02:03.123456789 +00:00'],
  [text(`to_timestamp('1709168523123')`), '2024-02-29 01:02:03.123000000 +00:00'],
  [`try_to_timestamp('never')`, null],
  [text(`to_timestamp_ntz('2024-02-29'::date)`), '2024-02-29 00:00:00.000000000 +00:00'],
  [text(`parse_json('"2024-02-29"')::date::timestamp_ntz`), '2024-02-29 00:00:00.000000000 +00:00'],
]);

it('compares TIMESTAMP_TZ by the instant', () =>
  check(engine, [
    [`${tz('2024-02-29 12:00:00 +02:00')} = ${tz('2024-02-29 10:00:00 +00:00')}`, '1'],
    [`${tz('2024-02-29 12:00:00 +02:00')} < ${tz('2024-02-29 11:00:00 +00:00')}`, '1'],
    // What has no zone is of the session's, Los Angeles.
    [`${tz('2024-02-29 12:00:00 +02:00')} = ${ts('2024-02-29 02:00:00')}`, '1'],
    [`${ts('2024-02-29 12:00:00.000000001')} > ${ts('2024-02-29 12:00:00')}`, '1'],
    [`'2024-02-29'::date = '2024-02-29'`, '1'],
  ]));

it('has one now for the whole statement', async () => {
  const [row] = await engine.rows(
    `select current_timestamp() = current_timestamp(), current_date() = current_timestamp()::date, sysdate() = convert_timezone('UTC', current_timestamp())::timestamp_ntz, current_timestamp = getdate()`,
  );
  expect(row).toEqual(['1', '1', '1', '1']);
});

it('follows the zone and the weeks of the session', async () => {
  const session = engine.newSession({ TIMEZONE: 'America/New_York', WEEK_START: '7' });
  const value = (sql: string) => engine.value(`select ${sql}`, { session });
  // Without a zone the epoch is that of the clock that the value shows; with one it is that of the instant.
  for (const type of ['timestamp_ntz', 'date']) {
    expect(await value(`date_part(epoch_second, '2024-04-08'::${type})`)).toBe('1712534400');
  }
  expect(await value(`date_part(epoch_millisecond, '2024-04-08 23:39:20.123'::timestamp_ntz)`)).toBe('1712619560123');
  expect(await value(`date_part(epoch_second, '2024-04-08'::timestamp_ltz)`)).toBe('1712548800');
  expect(await value(`hour('2024-07-01 12:00:00 +00:00'::timestamp_tz::timestamp_ltz)`)).toBe('8');
  expect(await value(`to_varchar('2024-07-01 00:00:00'::timestamp_ltz)`)).toBe('2024-07-01 00:00:00.000 -0400');
  expect(await value(`to_varchar(dateadd(day, 1, '2024-03-09 12:00:00'::timestamp_ltz))`)).toBe(
    '2024-03-10 12:00:00.000 -0400',
  );
  expect(await value(`to_varchar(dateadd(hour, 24, '2024-03-09 12:00:00'::timestamp_ltz))`)).toBe(
    '2024-03-10 13:00:00.000 -0400',
  );
  expect(await value(`dayofweek('2024-02-25'::date)`)).toBe('1');
  expect(await value(`to_varchar(date_trunc(week, '2024-02-29'::date))`)).toBe('2024-02-25');
  expect(await value(`datediff(week, '2024-02-24'::date, '2024-02-25'::date)`)).toBe('1');
  expect(await value(`week('2024-02-25'::date)`)).toBe('9');
});

it('counts epochs from 1970 in UTC, whatever the zone of the session', async () => {
  for (const zone of ['UTC', 'America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Apia']) {
    const session = engine.newSession({ TIMEZONE: zone });
    const moment = "'2024-07-01 12:00:00.123456789'";
    const parts = ['epoch_second', 'epoch_millisecond', 'epoch_microsecond', 'epoch_nanosecond'];
    const counts = ['1719835200', '1719835200123', '1719835200123456', '1719835200123456789'];
    const all = (value: string) => `select ${parts.map((part) => `date_part(${part}, ${value})`).join(', ')}`;
    // A TIMESTAMP_NTZ and a DATE are of no zone: their clock counts as UTC.
    expect([zone, await engine.rows(all(`${moment}::timestamp_ntz`), { session })]).toEqual([zone, [counts]]);
    expect(await engine.rows(all(`'2024-07-01 14:00:00.123456789 +02:00'::timestamp_tz`), { session })).toEqual([
      counts,
    ]);
    expect(
      await engine.rows(all(`convert_timezone('UTC', '${zone}', ${moment}::timestamp_ntz)::timestamp_ltz`), {
        session,
      }),
    ).toEqual([counts]);
    const [row] = await engine.rows(
      `select extract(epoch from ${moment}::timestamp_ntz), date_part('epoch', '2024-07-01'::date),
        date_part(epoch_second, to_timestamp_ntz(1719835200)), date_part(epoch_second, to_timestamp_ltz(1719835200)),
        date_part(epoch_second, to_timestamp_tz(1719835200)), date_part(epoch_millisecond, to_timestamp_ltz(1719835200123, 3)),
        date_part(epoch_nanosecond, to_timestamp_ntz(1719835200123456789, 9)), to_timestamp_ntz(1719835200)::varchar,
        to_timestamp_ntz('1719835200')::varchar, 1719835200::timestamp_ntz::varchar,
        date_part(epoch_second, '1969-12-31 23:59:59.5'::timestamp_ntz), datediff(second, '1970-01-01'::timestamp_ntz, ${moment}::timestamp_ntz)`,
      { session },
    );
    expect([zone, row]).toEqual([
      zone,
      [
        ...[
          '1719835200',
          '1719792000',
          '1719835200',
          '1719835200',
          '1719835200',
          '1719835200123',
          '1719835200123456789',
        ],
        ...Array.from({ length: 3 }, () => '2024-07-01 12:00:00.000'),
        ...['-1', '1719835200'],
      ],
    ]);
    // A number in a VARIANT is an instant, shown on the session's clock.
    const inVariant = `to_variant(1719835200)::timestamp_ntz = convert_timezone('UTC', '${zone}', to_timestamp_ntz(1719835200))`;
    expect([zone, await engine.rows(`select ${inVariant}`, { session })]).toEqual([zone, [['1']]]);
    engine.close(session);
  }
});

group('finds two times on one day', [
  [`datediff(day, '12:00'::time, '23:59'::time)`, '0'],
  [`datediff(month, '12:00'::time, '23:59'::time)`, '0'],
  [`timestampdiff(week, '12:00'::time, null::time)`, null],
  [`datediff(minute, null, '12:00'::time)`, null],
  [`datediff(hour, '12:00'::time, '23:59'::time)`, '11'],
]);
