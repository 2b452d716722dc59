import { constant } from '../plan/constant.js';
import type { Call, Expr, Star } from '../plan/plan.js';
import { rewriteExpr } from '../plan/walk.js';
import { likePattern } from './like-pattern.js';
import { namesNeeded, type Scope, starNames } from './scope.js';

// A star as an argument: count(*), hash(*), object_construct(*).

const isStar = (expr: Expr): expr is Star => expr.kind === 'star';

/** How many of the arguments are stars. */
export const starsOf = ({ args }: Call): number => args.filter(isStar).length;

/** `COUNT(*)` counts rows and reads no column; with DISTINCT its star is all columns, as elsewhere. */
const countsRows = ({ name, args, distinct }: Call): boolean =>
  distinct !== true && args.length === 1 && args.every(isStar) && name.toUpperCase() === 'COUNT';

/** Whether the value depends on every column of the input. */
export const readsAll = (call: Call): boolean => call.args.some(isStar) && !countsRows(call);

/** Columns by their own names, and what they are called now. */
type Names = ReadonlyMap<string, string>;

/** The columns of one frame are written by name: a star would take those of every other side of a join as well. */
export function resolveArguments(call: Call, scope: Scope): Call {
  if (countsRows(call)) return { ...call, args: [{ kind: 'star' }] };
  return withColumns(call, (star) => {
    if (star.frame === undefined && star.alias === undefined) return null;
    return starNames(star, scope);
  });
}

/** An expression whose stars are written by name, where what it is computed over has more columns than these. */
export const withoutStars = (expr: Expr, scope: Scope): Expr =>
  rewriteExpr(expr, (node) =>
    node.kind === 'call' && readsAll(node) ? withColumns(node, (star) => knownNames(star, scope)) : node,
  );

function knownNames(star: Star, scope: Scope): Names {
  const names = starNames(star, scope);
  if (names === null) throw namesNeeded();
  return names;
}

function withColumns(call: Call, namesOf: (star: Star) => Names | null): Call {
  const args = call.args.flatMap((arg): readonly Expr[] => {
    if (arg.kind !== 'star') return [arg];
    const names = namesOf(arg);
    const { ilike } = arg;
    if (names === null) return [{ kind: 'star', ...(ilike !== undefined && { ilike }) }];
    const chosen = ilike === undefined ? () => true : likePattern(ilike);
    return [...names].filter(([own]) => chosen(own)).flatMap(([own, name]) => argumentsFor(call, own, name));
  });
  return { ...call, args };
}

/** Functions that make objects take a star as the columns with their names, which they then are the keys by. */
function argumentsFor(call: Call, own: string, name: string): readonly Expr[] {
  const column: Expr = { kind: 'column', name };
  return /^object_construct(?:_keep_null)?$/i.test(call.name) ? [constant(own), column] : [column];
}
