import type { Expression } from '../ast.js';

/**
 * `expression` with parts replaced: `change` gives what stands for a part, or undefined to look into it. Queries inside are
 * left as they are. Chains lean to the left and are walked in a loop.
 */
export function mapExpressions(
  expression: Expression,
  change: (part: Expression) => Expression | undefined,
): Expression {
  const chain: Extract<Expression, { kind: 'binary' }>[] = [];
  let bottom = expression;
  let changed = change(bottom);
  while (changed === undefined && bottom.kind === 'binary') {
    chain.push(bottom);
    bottom = bottom.left;
    changed = change(bottom);
  }
  const left = changed ?? (mapParts(bottom, change) as Expression);
  return chain.reduceRight<Expression>(
    (made, link) => ({ ...link, left: made, right: mapExpressions(link.right, change) }),
    left,
  );
}

/** Nodes are plain data: whatever in one has a kind of its own is mapped in its turn. */
function mapParts(node: object, change: (part: Expression) => Expression | undefined): object {
  const entries = Object.entries(node).map(([key, value]) => [key, mapValue(value, change)]);
  return Object.fromEntries(entries);
}

function mapValue(value: unknown, change: (part: Expression) => Expression | undefined): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => mapValue(item, change));
  if (typeof value !== 'object' || value === null) return value;
  if ('kind' in value && value.kind === 'query_expression') return value;
  return isExpression(value) ? mapExpressions(value, change) : mapParts(value, change);
}

const EXPRESSIONS: ReadonlySet<unknown> = new Set<Expression['kind']>([
  ...(['unary', 'binary', 'row', 'array', 'object', 'call', 'case', 'cast', 'in', 'between', 'like', 'is'] as const),
  ...(['quantified', 'exists', 'subquery', 'path', 'collate', 'column'] as const),
]);

const isExpression = (value: object): value is Expression =>
  'kind' in value && EXPRESSIONS.has(value.kind) && 'start' in value;
