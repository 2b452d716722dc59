/** Programs whose answers are others than those of Snowpark Python, and why. One that gives the same must leave this list. */
export const DIFFERENT: Readonly<Record<string, string>> = {
  join_by_name: 'Columns that both sides have are told apart by other names: L_0001_REGION for l_0000_REGION.',
  pivot_several_aggregates: 'Snowpark Python does not know the columns of numbers, and its statement fails.',
  pivot_several_of_texts:
    'Snowpark Python joins one pivot for each aggregate, and a NULL among the keys meets no NULL.',
  agg_pairs_in_a_list: 'A count of rows is called COUNT(*), not COUNT(LITERAL()).',
  group_by_unaliased: 'A count of rows is called COUNT(*), not COUNT(LITERAL()).',
  crosstab: 'Snowpark Python gives NULL a column, in which nothing is ever counted.',
  merge_several_clauses:
    'Columns of data without NULL are nullable here, so that the row of the merge can be inserted.',
  append_by_name: 'Columns of data without NULL are nullable here, so that rows without them can be appended.',
};
