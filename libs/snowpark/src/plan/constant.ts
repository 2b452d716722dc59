import { frozen } from './frozen.js';
import type { Expr } from './plan.js';

export const constant = (value: string | number | boolean): Expr => frozen({ kind: 'constant', value });
