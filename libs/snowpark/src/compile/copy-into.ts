import { UsageError } from '../errors.js';
import { copyOptions, formatOptions } from '../io/options.js';
import type { CopyIntoLocation } from '../plan/action.js';
import { resolveExpr } from '../resolve/resolve.js';
import { expression } from '../sql/expression.js';
import { EMPTY, type Fragment, joined, sql, text } from '../sql/fragment.js';
import { objectSql, quotedName } from '../sql/identifier.js';
import { quoteText } from '../sql/literal.js';
import { optionTexts } from '../sql/option-texts.js';
import type { Build } from './build.js';
import { compilePlan, queryOf, wholeSubquery } from './plan.js';
import { scopeOf } from './relation.js';

/** Unloads a relation into files. */
export function copyInto(action: CopyIntoLocation, build: Build): Fragment {
  const format = [
    ...(action.formatName === undefined ? [] : [`FORMAT_NAME = ${objectSql(action.formatName)}`]),
    ...(action.formatType === undefined ? [] : [`TYPE = ${action.formatType.toUpperCase()}`]),
    ...optionTexts(formatOptions(action.formatType, action.formatOptions)),
  ];
  const clauses = [
    sql`COPY INTO ${text(locationSql(action.location))} FROM (${queryOf(action.plan, build)})`,
    action.storageIntegration === undefined
      ? EMPTY
      : text(`STORAGE_INTEGRATION = ${quotedName(action.storageIntegration)}`),
    partition(action, build),
    format.length === 0 ? EMPTY : text(`FILE_FORMAT = (${format.join(' ')})`),
    ...optionTexts(copyOptions(action.copyOptions)).map(text),
    action.header ? text('HEADER = TRUE') : EMPTY,
  ];
  return joined(
    clauses.filter((clause) => clause.parts.length > 0),
    ' ',
  );
}

function partition({ partitionBy, plan }: CopyIntoLocation, build: Build): Fragment {
  if (partitionBy === undefined) return EMPTY;
  const scope = scopeOf(compilePlan(plan, build));
  return sql`PARTITION BY (${expression(resolveExpr(partitionBy, scope), wholeSubquery(build))})`;
}

const CLOUD = /^(?:s3|s3gov|s3china|gcs|azure):\/\//;

/** A stage path or cloud URL as quoted text, so that nothing in it is read as SQL. */
export function locationSql(location: string): string {
  const path = location.startsWith("'") && location.endsWith("'") ? location.slice(1, -1) : location;
  if (path === '' || path.includes('\0'))
    throw new UsageError('invalid_argument', 'A location is a stage path such as @stage/folder/name.csv.');
  return quoteText(path.startsWith('@') || CLOUD.test(path) ? path : `@${path}`);
}
