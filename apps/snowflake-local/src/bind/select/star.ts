import { invalidIdentifier } from '../../errors.js';
import type { Identifier, StarColumns } from '../../parse/ast.js';
import type { Frame } from '../frame.js';
import type { ScopeColumn } from '../scope.js';

/** The columns that a star means by its ILIKE and EXCLUDE. @throws SqlError 000904 for one to leave out that there is not */
export function chosenColumns(
  { ilike, exclude }: StarColumns,
  columns: readonly ScopeColumn[],
  frame: Frame,
): readonly ScopeColumn[] {
  requireColumns(exclude, columns, frame);
  const excluded = new Set(exclude.map((column) => column.name));
  return columns.filter(({ name }) => !excluded.has(name) && matches(name, ilike));
}

export function requireColumns(names: readonly Identifier[], columns: readonly ScopeColumn[], frame: Frame): void {
  const known = new Set(columns.map((column) => column.name));
  const unknown = names.find(({ name }) => !known.has(name));
  if (unknown !== undefined) throw invalidIdentifier(unknown.name, frame.positionOf(unknown));
}

/** `* ILIKE 'pattern'`: the names that are like it, whatever their case. */
function matches(name: string, pattern: string | undefined): boolean {
  if (pattern === undefined) return true;
  const source = pattern
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[\\s\\S]*')
    .replaceAll('_', '[\\s\\S]');
  return new RegExp(`^${source}$`, 'i').test(name);
}
