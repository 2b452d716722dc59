import type { DuckRunner } from '../execute/duck.js';
import { quoteText } from '../types/duck-text.js';
import { fixed } from '../types/snow-type.js';
import type { Emitted } from '../types/typed.js';
import type { CatalogEntry, Counter } from './entries.js';

const LIMITS = 'MINVALUE -9223372036854775808 MAXVALUE 9223372036854775807';

/** `key` tells it from every other one of the data folder: an object's identifier, and a column's number. */
export const counterName = (key: string): string => `_sf."seq_${key}"`;

export const counterDdl = ({ duckName, start, step }: Counter): string =>
  `CREATE OR REPLACE SEQUENCE ${duckName} INCREMENT BY ${step} ${LIMITS} START WITH ${start}`;

/** Goes on from where the counter is, by another step. */
export const recounting = (before: Counter, now: Counter): readonly ((duck: DuckRunner) => Promise<string>)[] =>
  before.step === now.step
    ? []
    : [
        async (duck) => {
          const [row] = await duck.rows(`SELECT ${lastNumber(before)}`);
          const last = row?.[0];
          return counterDdl({ ...now, start: last == null ? now.start : Number(last) + now.step });
        },
      ];

/** A counter that begins where another one is now: that of a copy. */
export const goingOn =
  (from: Counter, to: Counter): ((duck: DuckRunner) => Promise<string>) =>
  async (duck) => {
    const [row] = await duck.rows(`SELECT ${comingNumber(from)}`);
    return counterDdl({ ...to, start: Number(row?.[0]) });
  };

/** DuckDB text: the last number that was given, NULL before the first. */
const lastNumber = ({ duckName }: Counter): string =>
  `(SELECT last_value FROM duckdb_sequences() WHERE schema_name = '_sf' AND sequence_name = ${quoteText(duckName.slice(5, -1))})`;

/** DuckDB text: the number that comes next. */
export const comingNumber = (counter: Counter): string =>
  `coalesce(${lastNumber(counter)} + ${counter.step}, ${counter.start})`;

/** The next number: another one each time. */
export const nextNumber = ({ duckName }: Counter): Emitted => ({
  sql: `nextval(${quoteText(duckName)})`,
  type: fixed(19),
  physical: 'bigint',
  nullable: false,
});

/** The counters that are gone with an entry. */
export const countersOf = (entry: CatalogEntry): readonly Counter[] => {
  if (entry.kind === 'sequence') return [entry.counter];
  return 'columns' in entry ? entry.columns.flatMap(({ identity }) => (identity === undefined ? [] : [identity])) : [];
};

export const dropCounters = (entry: CatalogEntry): readonly string[] =>
  countersOf(entry).map(({ duckName }) => `DROP SEQUENCE IF EXISTS ${duckName}`);

/** As DESCRIBE shows it in the place of a default. */
export const identityText = ({ start, step, ordered }: Counter): string =>
  `IDENTITY START ${start} INCREMENT ${step} ${ordered ? 'ORDER' : 'NOORDER'}`;
