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
  like: 'LIKE',
  ilike: 'ILIKE',
} as const satisfies Record<BinaryOperator, string>;
