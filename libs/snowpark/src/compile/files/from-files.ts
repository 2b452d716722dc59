import type { Options } from '../../io/options.js';
import { readFormatOptions } from '../../io/read-options.js';
import type { Field, FileSchema, Files } from '../../plan/plan.js';
import { list, sql, text } from '../../sql/fragment.js';
import { objectSql, quotedName } from '../../sql/identifier.js';
import { quoteText } from '../../sql/literal.js';
import { optionTexts } from '../../sql/option-texts.js';
import { type Build, newObject } from '../build.js';
import { level } from '../level.js';
import { type Relation, relation } from '../relation.js';
import { columnType, columnValue } from './column-value.js';

/** Staged files as a relation. Where only columns are asked for, no file is looked at. */
export function fromFiles(plan: Files, build: Build): Relation {
  const fields = plan.fields ?? WHOLE;
  const names = [...plan.metadata, ...fields.map(({ name }) => name)];
  if (build.describing) {
    const types = [...plan.metadata.map((name) => METADATA_TYPES[name]), ...fields.map(({ type }) => columnType(type))];
    return relation(level({ kind: 'query', sql: nothing(names, types) }, names));
  }
  const typed = columnValue(plan, readFormatOptions(plan.type, plan.formatOptions));
  const value = (field: Field, at: number): string => (plan.fields === undefined ? '$1::VARIANT' : typed(field, at));
  const items = [
    ...plan.metadata.map((name) => `${name} AS ${quotedName(name)}`),
    ...fields.map((field, at) => `${value(field, at)} AS ${quotedName(field.name)}`),
  ];
  const how = [
    `FILE_FORMAT => ${quoteText(formatOf(plan, rowOptions(plan), build))}`,
    ...(plan.pattern === undefined ? [] : [`PATTERN => ${quoteText(plan.pattern)}`]),
  ];
  const query = sql`SELECT ${list(items.map(text))} FROM ${text(quoteText(plan.location))} (${list(how.map(text))})`;
  return relation(level({ kind: 'query', sql: query }, names));
}

/** What the files' columns are, one row for each. */
export function fromFileSchema(plan: FileSchema, build: Build): Relation {
  const names = ['COLUMN_NAME', 'TYPE', 'NULLABLE'];
  if (build.describing) {
    return relation(level({ kind: 'query', sql: nothing(names, ['VARCHAR', 'VARCHAR', 'BOOLEAN']) }, names));
  }
  const format = formatOf(plan, readFormatOptions(plan.type, plan.formatOptions), build);
  const call = `TABLE(INFER_SCHEMA(LOCATION => ${quoteText(plan.location)}, FILE_FORMAT => ${quoteText(format)}))`;
  const query = text(`SELECT ${names.map(quotedName).join(', ')} FROM ${call} ORDER BY "ORDER_ID", "COLUMN_NAME"`);
  return relation(level({ kind: 'query', sql: query }, names));
}

/** A row without a schema. */
const WHOLE: readonly Field[] = [{ name: '$1', type: { kind: 'variant' }, nullable: true }];

export const METADATA_TYPES: Readonly<Record<Files['metadata'][number], string>> = {
  METADATA$FILENAME: 'VARCHAR',
  METADATA$FILE_ROW_NUMBER: 'NUMBER(18, 0)',
  METADATA$FILE_CONTENT_KEY: 'VARCHAR',
  METADATA$FILE_LAST_MODIFIED: 'TIMESTAMP_NTZ',
  METADATA$START_SCAN_TIME: 'TIMESTAMP_LTZ',
};

const nothing = (names: readonly string[], types: readonly string[]) =>
  sql`SELECT ${list(names.map((name, at) => text(`NULL::${types[at]} AS ${quotedName(name)}`)))} WHERE FALSE`;

/** A query cannot read names off the first line of a file: it passes over that line, and the schema has the names. */
function rowOptions({ type, formatOptions }: Files): Options {
  const { PARSE_HEADER: header, ...options } = readFormatOptions(type, formatOptions);
  return header === true ? { ...options, SKIP_HEADER: 1 } : options;
}

/** A query takes a file format by its name only, so that one is made for the action. Equal ones are one. */
function formatOf({ formatName, type }: Files | FileSchema, options: Options, build: Build): string {
  if (formatName !== undefined) return objectSql(formatName);
  const says = [`TYPE = ${type.toUpperCase()}`, ...optionTexts(options)].join(' ');
  const known = build.formats.get(says);
  if (known !== undefined) return known;
  const name = newObject(build);
  const kind = build.context.temporary.kind === 'session' ? 'TEMPORARY ' : '';
  build.formats.set(says, name);
  build.created.push({ kind: 'file_format', name, lifetime: 'action' });
  build.setup.push({ text: `CREATE ${kind}FILE FORMAT ${name} ${says}`, binds: [] });
  build.cleanup.push({ text: `DROP FILE FORMAT IF EXISTS ${name}`, binds: [] });
  return name;
}
