import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as snowpark from '@firn/snowpark';
import { NOT_LOCAL, WITH_ROWS } from '../../snowflake/direct/function-rows/index.js';
import { FORMS } from '../../snowpark/functions/forms/index.js';
import { REFERENCE_CLASSES, REFERENCE_FUNCTIONS } from './reference-names.js';

const root = join(__dirname, '../../..');

const words = (text: string): readonly string[] => text.trim().split(/\s+/);
const camel = (name: string): string =>
  name
    .toLowerCase()
    .replace(/_+$/, '')
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Words of JavaScript, and names that say the same as another one: there is one spelling of each. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  'functions.in_': 'in_',
  'functions.function': 'function_',
  'functions.typeof': 'typeof_',
  'functions.countDistinct': 'countDistinct',
  'Session.create_dataframe': 'createDataFrame',
  'Column.in_': 'in',
  'Column.isin': 'in',
  'Column.alias': 'as',
  'Column.name': 'as',
  'Column.get_field': 'getItem',
  'Column.regexp': 'rlike',
  'Column.substring': 'substr',
  'DataFrame.minus': 'except',
  'DataFrame.subtract': 'except',
  'DataFrame.take': 'first',
  'DataFrame.approx_quantile': 'stat',
  'DataFrame.corr': 'stat',
  'DataFrame.cov': 'stat',
  'DataFrame.crosstab': 'stat',
  'GroupedDataFrame.mean': 'avg',
  'GroupedDataFrame.builtin': 'function',
  'Row.as_dict': 'toObject',
  'Session.query_tag': 'setQueryTag',
  'Session.flatten': 'tableFunction',
  'Table.sample': 'sample',
};

const OUT_OF_SCOPE: Readonly<Record<string, string>> = {
  'DataFrame.to_pandas': 'no pandas in JavaScript: `toArrow`',
  'DataFrame.to_pandas_batches': 'no pandas in JavaScript: `toArrowBatches`',
  'DataFrame.get_execution_profile': 'experimental in the reference',
  'DataFrameReader.directory': 'there is one way: `session.directory`',
  'Session.write_pandas': 'no pandas in JavaScript: `createDataFrame`',
  'Session.telemetry_enabled': 'there is no telemetry',
  'Session.conf': 'there is nothing to switch',
  'Session.connection': 'the connection belongs to the session alone, or to who gave it',
  'Session.version': 'it is the version of the package',
  'Session.write_arrow': 'there is one way for rows: `createDataFrame(table.toArray())`, and `saveAsTable`',
  'DataFrameReader.file': 'experimental in the reference',
};
const XPATH = 'a function in Python in the reference';

/** What sends no SQL has no text to test: it is made or read here, or moves bytes through the driver. */
const NO_TEXT: ReadonlySet<string> = new Set([
  ...words('file createAsyncJob queryHistory close getActiveSession getSessionStage').map((name) => `Session.${name}`),
  ...words('config configs getOrCreate create appName').map((name) => `SessionBuilder.${name}`),
  ...words('session queries dtypes printSchema').map((name) => `DataFrame.${name}`),
  ...words('put get putStream getStream').map((name) => `FileOperation.${name}`),
  ...words('isDone isFailed status cancel query result').map((name) => `AsyncJob.${name}`),
]);

/** SQL that the local Snowflake does not have, besides functions. */
const NO_ROWS: ReadonlySet<string> = new Set([
  'DataFrameReader.avro',
  'DataFrameReader.orc',
  'DataFrameReader.xml',
  'functions.model',
]);

interface Line {
  readonly name: string;
  readonly presentAs: string | null;
  readonly absent: string | null;
  readonly text: boolean;
  /** It sends no SQL. */
  readonly noText: boolean;
  readonly rows: boolean;
  /** The local Snowflake has no such SQL. */
  readonly notLocal: boolean;
}

function sourcesIn(folder: string): string {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(root, folder, file), 'utf8'))
    .join('\n');
}

const TEXTS = sourcesIn('test/snowpark');
const ROWS = [sourcesIn('test/flow'), sourcesIn('test/snowflake/direct')].join('\n');
/** Called, or named as a case of a table. */
const called = (name: string, source: string): boolean =>
  new RegExp(`\\b${name}\\(|\\.${name}\\b|\\['${name}'`).test(source);

function memberOf(className: string, name: string): boolean {
  const found: unknown = Object.entries(snowpark).find(([each]) => each === className)?.[1];
  if (typeof found === 'object' && found !== null) return Object.hasOwn(found, name);
  if (typeof found !== 'function') return false;
  for (let at: unknown = found.prototype; typeof at === 'object' && at !== null; at = Object.getPrototypeOf(at)) {
    if (Object.hasOwn(at, name)) return true;
  }
  return Object.hasOwn(found, name);
}

function line(group: string, name: string, present: (own: string) => boolean): Line {
  const key = `${group}.${name}`;
  const own = OTHER_NAMES[key] ?? camel(name);
  const is = present(own);
  const absent = is ? null : (OUT_OF_SCOPE[key] ?? (name.startsWith('xpath') ? XPATH : null));
  const isFunction = group === 'functions';
  const inForms = isFunction && Object.hasOwn(FORMS, own);
  return {
    name,
    presentAs: is ? own : null,
    absent,
    text: is && (inForms || called(own, TEXTS)),
    noText: NO_TEXT.has(`${group}.${own}`),
    rows: is && ((isFunction && WITH_ROWS.has(own)) || called(own, ROWS)),
    notLocal: NO_ROWS.has(`${group}.${own}`) || (isFunction && NOT_LOCAL.has(own)),
  };
}

/** What there is of each name of the reference, by class. */
export function coverage(): ReadonlyMap<string, readonly Line[]> {
  const exported: ReadonlySet<string> = new Set(Object.keys(snowpark));
  const groups = new Map<string, readonly Line[]>();
  for (const [group, names] of Object.entries(REFERENCE_CLASSES)) {
    groups.set(
      group,
      words(names).map((name) => line(group, name, (own) => memberOf(group, own))),
    );
  }
  groups.set(
    'functions',
    words(REFERENCE_FUNCTIONS).map((name) => line('functions', name, (own) => exported.has(own))),
  );
  return groups;
}

/** The page, as it stands in the documentation. */
export function page(groups: ReadonlyMap<string, readonly Line[]>): string {
  const lines = [...groups.values()].flat();
  const share = (some: readonly Line[]): string =>
    `${some.filter((each) => each.presentAs !== null).length} of ${some.length}`;
  const inScope = lines.filter((each) => each.absent === null);
  const mark = (is: boolean): string => (is ? 'yes' : '');
  const sections = [...groups].map(([group, of]) =>
    [
      `## ${group}: ${share(of)}`,
      '',
      '| Snowpark for Python | here | text tested | rows tested |',
      '| --- | --- | --- | --- |',
      ...of.map(
        ({ name, presentAs, absent, text, noText, rows, notLocal }) =>
          `| ${name} | ${presentAs === null ? `absent: ${absent ?? 'not built yet'}` : presentAs} | ${noText ? 'none sent' : mark(text)} | ${notLocal ? 'not local' : mark(rows)} |`,
      ),
    ].join('\n'),
  );
  return [
    '# Coverage of the Snowpark API',
    '',
    'Every public name of Snowpark for Python, and what stands for it here. The page is made from the code by',
    '`test/architecture/api-coverage`, which fails when it is stale; with `FIRN_WRITE_DOCS=1` it writes the page.',
    '',
    `In scope ${share(inScope)} names are there. *None sent*: it sends no SQL. *Not local*: the local Snowflake refuses the SQL.`,
    '',
    ...sections.flatMap((section) => [section, '']),
  ].join('\n');
}
