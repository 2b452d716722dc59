import { compilationError, invalidIdentifier, type SqlError } from '../../errors.js';
import type { Identifier, Span, StarColumns } from '../../parse/ast.js';
import type { Frame } from '../frame.js';
import { isNamed } from '../resolve.js';
import { NO_FROM, type ScopeColumn } from '../scope.js';

type Star = Span & StarColumns;

/** The columns that a star stands for before its ILIKE and EXCLUDE, and the SELECT that they are of. */
export function starSource(star: Star, frame: Frame): { readonly columns: readonly ScopeColumn[]; readonly of: Frame } {
  if (star.qualifier.length === 0) return { columns: ownColumns(star, besides(frame)), of: besides(frame) };
  const qualifier = star.qualifier.map((part) => part.name);
  for (let of: Frame | null = frame; of !== null; of = of.outer) {
    const table = of.from.tables.find((candidate) => isNamed(candidate, qualifier));
    if (table !== undefined) return { columns: table.columns, of };
  }
  throw invalidIdentifier(frame.textOf(star), frame.positionOf(star));
}

/** A table function has no columns of its own: a star among its arguments is what stands before it in FROM. */
const besides = (frame: Frame): Frame =>
  frame.clause === 'from' && frame.from === NO_FROM && frame.outer !== null ? frame.outer : frame;

function ownColumns(star: Star, frame: Frame): readonly ScopeColumn[] {
  const { tables, columns } = frame.from;
  if (!tables.some((table) => table.positional !== undefined)) return columns;
  const detail = 'SELECT * over a staged file: name its columns as $1, $2, ...';
  throw compilationError('002080', '42601', detail, frame.positionOf(star));
}

/**
 * The columns that a star means by its ILIKE and EXCLUDE.
 *
 * @throws SqlError 000904 for one to leave out that there is not, 002080 where there is none to choose from
 */
export function chosenColumns(star: Star, columns: readonly ScopeColumn[], frame: Frame): readonly ScopeColumn[] {
  if (columns.length === 0) throw noColumns(star, frame);
  requireColumns(star.exclude, columns, frame);
  const excluded = new Set(star.exclude.map((column) => column.name));
  return columns.filter(({ name }) => !excluded.has(name) && matches(name, star.ilike));
}

export const noColumns = (star: Star, frame: Frame): SqlError =>
  compilationError('002080', '42601', 'SELECT with no columns', frame.positionOf(star));

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
