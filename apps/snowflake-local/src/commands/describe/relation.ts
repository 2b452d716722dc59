import { identityText } from '../../catalog/counter.js';
import type { AppliedPolicy, ColumnEntry, KeyEntry, TableEntry } from '../../catalog/entries.js';
import { displayPath } from '../../catalog/names.js';
import { describedType } from '../../types/snow-type.js';
import { type Cell, listed, yesNo } from '../show/listing.js';

export const RELATION_COLUMNS = listed(
  'name',
  'type',
  'kind',
  'null?',
  'default',
  'primary key',
  'unique key',
  'check',
  'expression',
  'comment',
  'policy name',
  'privacy domain',
);

/** One row per column, as DESCRIBE TABLE answers them. */
export function describeColumns(
  columns: readonly ColumnEntry[],
  keys: readonly KeyEntry[],
  masking: TableEntry['masking'] = {},
): readonly (readonly Cell[])[] {
  const isIn = (kind: KeyEntry['kind'], name: string): boolean =>
    keys.some((key) => key.kind === kind && key.columns.includes(name));
  return columns.map(({ name, type, nullable, default: preset, identity, comment }) => [
    ...[
      name,
      describedType(type),
      'COLUMN',
      yesNo(nullable),
      identity === undefined ? preset : identityText(identity),
      yesNo(isIn('primary', name)),
    ],
    ...[yesNo(isIn('unique', name)), null, null, comment, policyName(masking[name]), null],
  ]);
}

const policyName = (applied: AppliedPolicy | undefined): string | null =>
  applied === undefined ? null : displayPath([applied.policy.database, applied.policy.schema, applied.policy.name]);
