import * as F from '@firn/snowpark';
import type { Rows } from './rows.js';

export const VECTORS: Rows = [
  ['vectorInnerProduct', F.vectorInnerProduct('p', 'q'), '4'],
  ['vectorL2Distance', F.vectorL2Distance('p', 'q'), '2.449489742783178'],
];
