import { col } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const CALLS: Forms = {
  systemReference: [
    [['obj', 'obj'], `SYSTEM$REFERENCE('obj', 'obj')`],
    [['obj', 'obj', 'sco'], `SYSTEM$REFERENCE('obj', 'obj', 'sco')`],
    [['obj', 'obj', 'sco', 'SELECT', 'INSERT'], `SYSTEM$REFERENCE('obj', 'obj', 'sco', 'SELECT', 'INSERT')`],
  ],
  sqlExpr: [[['a + 1'], `a + 1`]],
  expr: [[['a + 1'], `a + 1`]],
  callFunction: [
    [['f'], `f()`],
    [['s.f', col('a'), 1], `s.f("A", <FIXED 1>)`],
  ],
  callBuiltin: [[['f', col('a'), 1], `f("A", <FIXED 1>)`]],
  callUdf: [[['f', col('a'), 1], `f("A", <FIXED 1>)`]],
};
