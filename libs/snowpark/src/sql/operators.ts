import type { BinaryOperator } from '../plan/words.js';

export const OPERATOR_WORDS = {
  eq: '=',
  neq: '!=',
  gt: '>',
  lt: '<',
  geq: '>=',
  leq: '<=',
  plus: '+',
  minus: '-',
  multiply: '*',
  divide: '/',
  mod: '%',
  and: 'AND',
  or: 'OR',
  like: 'LIKE',
  ilike: 'ILIKE',
} as const satisfies Record<BinaryOperator, string>;
