import {
  countDistinct,
  type DataFrame,
  explode,
  lit,
  max,
  min,
  type Plan,
  rowNumber,
  split,
  sum,
  upper,
  Window,
} from '@firn/snowpark';
import { aCondition, aNumber, aText, aValue, read } from './expressions.js';
import type { Random } from './random.js';
import {
  type Frame,
  first,
  free,
  type Known,
  numbersOf,
  quoted,
  type Shape,
  second,
  type Tables,
  textsOf,
  unordered,
} from './shape.js';

/** One step over a shape: one node of its kind on top of the shape's plan. The same rows give the same rows. */
type Step = (shape: Shape, by: Random, tables: Tables) => Shape;

const as = (frame: DataFrame<never> | { as(): unknown }): Frame => frame as Frame;
const nameOf = (name: string): string => quoted(name);
const MANY = 60;
const WIDE = 7;

/** Every column, so that rows which the order leaves beside each other are the same. */
const allKeys = ({ columns }: Shape, by: Random) =>
  by
    .shuffled(columns)
    .map(({ name, type }) => (type === 'variant' ? free(name).cast('string') : free(name)))
    .map((key) => (by.once(2) ? key.desc() : by.once(2) ? key.ascNullsLast() : key.asc()));

/** A text and something beside it, in any order. */
function someColumns(shape: Shape, by: Random): readonly Known[] {
  const text = by.pick(textsOf(shape));
  const others = by.shuffled(shape.columns.filter((column) => column !== text));
  return by.shuffled([text, ...others.slice(0, 1 + by.below(Math.min(others.length, WIDE - 2)))]);
}

const select: Step = (shape, by, tables) => {
  const kept = someColumns(shape, by);
  const items = kept.map((known) => read(shape, known, by));
  if (by.once(2)) return { ...shape, frame: as(shape.frame.select(...items)), columns: kept };
  if (by.once(4) && shape.columns.length < WIDE) {
    const { value, type } = aValue(shape, by);
    const name = tables.fresh();
    return {
      ...shape,
      frame: as(shape.frame.select('*', value.as(nameOf(name)))),
      columns: [...shape.columns, { name, type }],
    };
  }
  const { value, type } = aValue(shape, by);
  const taken = by.once(3) ? by.pick(shape.columns).name : tables.fresh();
  const columns = [...kept.filter(({ name }) => name !== taken), { name: taken, type }];
  const written = columns.map((known) => (known.name === taken ? value.as(nameOf(taken)) : read(shape, known, by)));
  return sound(shape, columns)
    ? { ...shape, frame: as(shape.frame.select(...written)), columns }
    : { ...shape, frame: as(shape.frame.select(...items)), columns: kept };
};

const sound = (_: Shape, columns: readonly Known[]): boolean =>
  columns.length >= 2 && columns.some(({ type }) => type === 'text');

const filter: Step = (shape, by, tables) => {
  if (by.once(6)) {
    const other = second(tables);
    return {
      ...shape,
      frame: shape.frame.filter(
        aText(shape, by)
          .in(other.frame.select(free('c d')))
          .or(aNumber(shape, by).geq(lit(0))),
      ),
    };
  }
  return { ...shape, frame: shape.frame.filter(aCondition(shape, by)) };
};

const sort: Step = (shape, by) => {
  if (by.once(4)) return unordered(shape, shape.frame.sort(read(shape, by.pick(textsOf(shape)), by)));
  return { ...shape, frame: shape.frame.sort(...allKeys(shape, by)), ordered: true };
};

const limit: Step = (shape, by) => {
  if (!shape.ordered) return { ...shape, frame: shape.frame.limit(1_000) };
  return { ...shape, frame: shape.frame.limit(2 + by.below(8), by.once(3) ? by.below(3) : 0) };
};

const distinct: Step = (shape) => unordered(shape, shape.frame.distinct());

const dropDuplicates: Step = (shape) =>
  unordered(shape, shape.frame.dropDuplicates(...shape.columns.map(({ name }) => nameOf(name))));

const drop: Step = (shape, by) => {
  const gone = by.pick(shape.columns);
  const columns = shape.columns.filter((column) => column !== gone);
  if (!sound(shape, columns)) return { ...shape, frame: as(shape.frame.drop('nothing of this name')) };
  return { ...shape, frame: as(shape.frame.drop(read(shape, gone, by))), columns };
};

const withColumns: Step = (shape, by, tables) => {
  const replaced = by.once(2) || shape.columns.length >= WIDE ? by.pick(shape.columns).name : null;
  const name = replaced ?? tables.fresh();
  const numbered = by.once(4);
  const order = Window.partitionBy(free(by.pick(textsOf(shape)).name)).orderBy(...allKeys(shape, by));
  const { value, type } = numbered
    ? {
        value: by.once(2)
          ? rowNumber().over(order)
          : max(aNumber(shape, by)).over(Window.partitionBy(aText(shape, by))),
        type: 'number' as const,
      }
    : aValue(shape, by);
  const keepOrder = !by.once(4);
  const known = { name, type };
  const inPlace = shape.columns.map((column) => (column.name === name ? known : column));
  const columns =
    replaced !== null && keepOrder ? inPlace : [...shape.columns.filter((column) => column.name !== name), known];
  if (!sound(shape, columns)) return withColumns(shape, by, tables);
  const options = { keepColumnOrder: keepOrder };
  const frame = as(shape.frame.withColumn(nameOf(name), value, options));
  return { ...shape, frame, columns, ordered: shape.ordered && !numbered };
};

const rename: Step = (shape, by, tables) => {
  const from = by.pick(shape.columns);
  const name = tables.fresh();
  const columns = shape.columns.map((column) => (column === from ? { ...column, name } : column));
  const frame = by.once(2)
    ? shape.frame.rename(read(shape, from, by), nameOf(name))
    : shape.frame.withColumnRenamed(nameOf(from.name), nameOf(name));
  return { ...shape, frame: as(frame), columns };
};

const toDf: Step = (shape, by, tables) => {
  const names = by.once(2)
    ? by.shuffled(shape.columns.map(({ name }) => name))
    : shape.columns.map(() => tables.fresh());
  const columns = shape.columns.map((column, at) => ({ ...column, name: names[at] ?? column.name }));
  return { ...shape, frame: as(shape.frame.toDf(...names.map(nameOf))), columns };
};

const alias: Step = (shape, _, tables) => ({ ...shape, frame: shape.frame.alias(nameOf(tables.fresh())) });

const aggregate: Step = (shape, by, tables) => {
  const key = by.pick(textsOf(shape));
  const computed = by.once(4);
  const keyName = computed ? tables.fresh() : key.name;
  const [number, text] = [tables.fresh(), tables.fresh()];
  const aggregates = [
    (by.once(2)
      ? sum(aNumber(shape, by))
      : by.once(2)
        ? countDistinct(aNumber(shape, by))
        : min(aNumber(shape, by))
    ).as(nameOf(number)),
    max(aText(shape, by)).as(nameOf(text)),
  ];
  const keys = [computed ? free(key.name).isNull().cast('string').as(nameOf(keyName)) : free(key.name)];
  const columns: Known[] = [
    { name: keyName, type: 'text' },
    { name: number, type: 'number' },
    { name: text, type: 'text' },
  ];
  if (by.once(6)) {
    return { ...unordered(shape, as(shape.frame.agg(...aggregates))), columns: columns.slice(1), rows: 1 };
  }
  const grouped = by.once(4)
    ? shape.frame.rollup(...keys)
    : by.once(4)
      ? shape.frame.cube(...keys)
      : shape.frame.groupBy(...keys);
  return { ...unordered(shape, as(grouped.agg(...aggregates))), columns, rows: shape.rows + 1 };
};

const join: Step = (shape, by, tables) => {
  const key = by.pick(textsOf(shape));
  const renamed = by.once(2);
  const right = second(tables);
  if (by.once(4) || shape.columns.length >= WIDE || shape.rows > MANY) {
    const how = by.once(3) ? 'anti' : 'semi';
    const on = free(key.name).eq(free('other')).or(free(key.name).isNull());
    const other = right.frame.select(free('c d').as('"other"'));
    return unordered(shape, as(shape.frame.join(other, on, { how })));
  }
  const how = by.pick(['inner', 'left', 'right', 'full'] as const);
  const rows = shape.rows * right.rows + right.rows;
  if (by.once(4) && shape.rows <= 12) {
    // With itself: what both sides are built on is one node.
    const kept = { name: key.name, type: 'text' as const };
    const other = as(shape.frame.filter(aCondition(shape, by)).select(free(kept.name)).distinct());
    const columns = [kept, ...shape.columns.filter((column) => column !== key)];
    return {
      ...unordered(shape, as(shape.frame.join(other, [nameOf(kept.name)], { how: 'left' }))),
      columns,
      rows: shape.rows,
    };
  }
  if (!renamed) {
    const suffix = { leftSuffix: `_${tables.fresh()}`, rightSuffix: `_${tables.fresh()}` };
    const other = right.frame.select(free('A').as(nameOf(key.name)), free('c d').as('"text"'));
    const names = new Set(shape.columns.map(({ name }) => name));
    if (!names.has('text')) {
      const frame = as(
        shape.frame.join(other, shape.frame.col(nameOf(key.name)).eq(other.col('"text"')), { how, ...suffix }),
      );
      const columns = shape.columns.map((column) =>
        column === key ? { ...column, name: suffixed(key.name, suffix.leftSuffix) } : column,
      );
      return {
        ...unordered(shape, frame),
        columns: [
          ...columns,
          { name: suffixed(key.name, suffix.rightSuffix), type: 'number' },
          { name: 'text', type: 'text' },
        ],
        rows,
      };
    }
  }
  const fresh = tables.fresh();
  const other = as(right.frame.select(free('c d').as(nameOf(key.name)), free('b').as(nameOf(fresh))));
  const columns: Known[] = [key, ...shape.columns.filter((column) => column !== key), { name: fresh, type: 'number' }];
  return { ...unordered(shape, as(shape.frame.join(other, [nameOf(key.name)], { how }))), columns, rows };
};

/** A suffix is folded where neither it nor the name needs quotes. */
const suffixed = (name: string, suffix: string): string =>
  /^[A-Z_][A-Z0-9_$]*$/.test(name) && !suffix.includes(' ') ? `${name}${suffix.toUpperCase()}` : `${name}${suffix}`;

const set: Step = (shape, by, tables) => {
  const base = by.once(2) ? first(tables) : second(tables);
  const values = shape.columns.map(({ name, type }) => {
    const from = by.pick(type === 'number' ? numbersOf(base) : textsOf(base));
    const value = type === 'variant' ? free(from.name).cast('variant') : free(from.name);
    return value.as(nameOf(name));
  });
  const itself = by.once(3);
  const other = itself ? shape.frame.filter(aCondition(shape, by)) : as(base.frame.select(...values));
  const rows = shape.rows + (itself ? shape.rows : base.rows);
  const variants = shape.columns.some(({ type }) => type === 'variant');
  switch (by.below(variants || shape.rows > MANY ? 3 : 6)) {
    case 0:
      return unordered(shape, as(shape.frame.except(other)));
    case 1:
      return unordered(shape, as(shape.frame.intersect(itself ? other : shape.frame)));
    case 2:
      return { ...unordered(shape, as(shape.frame.union(other))), rows };
    case 3:
      return { ...unordered(shape, as(shape.frame.unionAllByName(other))), rows };
    case 4:
      return { ...unordered(shape, as(shape.frame.unionByName(other))), rows };
    default:
      return { ...unordered(shape, as(shape.frame.unionAll(other))), rows };
  }
};

const PIVOTED = [
  ['x', 'y'],
  ['q', 'X'],
  ['r', 'w'],
  ['z', 'p'],
] as const;

const pivot: Step = (given, by, tables) => {
  const shape = textsOf(given).length > 1 ? given : withText(given, tables);
  const key = by.pick(textsOf(shape));
  const of = by.pick(shape.columns.filter((column) => column !== key && column.type !== 'variant'));
  const rest = shape.columns.filter((column) => column !== key && column !== of);
  const grouped = by.once(2) ? rest.filter(({ type }) => type === 'text').slice(0, 1) : [];
  const kept = grouped.length > 0 ? grouped : rest;
  const values = PIVOTED.find((some) => !kept.some(({ name }) => some.some((value) => name === `'${value}'`))) ?? [
    's',
    't',
  ];
  const wide =
    grouped.length > 0
      ? shape.frame.groupBy(...grouped.map(({ name }) => free(name))).pivot(free(key.name), values)
      : shape.frame.pivot(free(key.name), values);
  const columns = [...kept, ...values.map((value): Known => ({ name: `'${value}'`, type: of.type }))];
  const made = { ...unordered(shape, as(wide.agg(max(free(of.name))))), columns };
  return sound(made, columns) ? made : pivot(given, by, tables);
};

/** With a second text. */
function withText(shape: Shape, tables: Tables): Shape {
  const name = tables.fresh();
  const [text] = textsOf(shape);
  const frame = as(shape.frame.withColumn(nameOf(name), upper(free(text?.name ?? ''))));
  return { ...shape, frame, columns: [...shape.columns, { name, type: 'text' }] };
}

const unpivot: Step = (shape, by, tables) => {
  const [value, name] = [tables.fresh(), tables.fresh()];
  const texts = textsOf(shape);
  const numbers = numbersOf(shape);
  const over = numbers.length >= 2 && by.once(2) ? numbers.slice(0, 2) : texts.slice(0, 2);
  const type = over[0]?.type ?? 'text';
  const rest = shape.columns.filter((column) => !over.includes(column));
  const frame = as(
    shape.frame.unpivot(
      nameOf(value),
      nameOf(name),
      over.map((column) => free(column.name)),
      { includeNulls: by.once(2) },
    ),
  );
  return {
    ...unordered(shape, frame),
    columns: [...rest, { name, type: 'text' }, { name: value, type }],
    rows: shape.rows * 2,
  };
};

const sample: Step = (shape) => unordered(shape, shape.frame.sample(1));

const dropNull: Step = (shape, by) => ({
  ...shape,
  frame: shape.frame.dropna(by.once(2) ? { thresh: 1 + by.below(2) } : { how: 'all' }),
});

const fillNull: Step = (shape, by) => ({ ...shape, frame: shape.frame.fillna(by.once(2) ? by.below(5) : 'x') });

const replace: Step = (shape, by) => ({
  ...shape,
  frame: by.once(2) ? shape.frame.replace({ x: 'w', y: null }) : shape.frame.replace([1, 4], [2, null]),
});

const statistics: Step = (given, _, tables) => {
  const described = ({ columns }: Shape) => columns.filter(({ name, type }) => type === 'text' && name !== 'SUMMARY');
  const shape = described(given).length > 0 ? given : withText(given, tables);
  const texts = described(shape);
  const frame = as(shape.frame.describe(...texts.map(({ name }) => nameOf(name))));
  return { ...unordered(shape, frame), columns: [{ name: 'SUMMARY', type: 'text' }, ...texts], rows: 5 };
};

const joinTableFunction: Step = (shape, by, tables) => {
  const name = tables.fresh();
  const words = explode(split(aText(shape, by), lit(' '))).as(nameOf(name));
  return {
    ...unordered(shape, as(shape.frame.joinTableFunction(words))),
    columns: [...shape.columns, { name, type: 'variant' }],
    rows: shape.rows * 2,
  };
};

/** By the kind of node that each puts on top. */
export const STEPS = {
  select,
  filter,
  sort,
  limit,
  distinct,
  drop_duplicates: dropDuplicates,
  drop,
  with_columns: withColumns,
  rename,
  to_df: toDf,
  alias,
  aggregate,
  join,
  set,
  pivot,
  unpivot,
  sample,
  drop_null: dropNull,
  fill_null: fillNull,
  replace,
  statistics,
  join_table_function: joinTableFunction,
} satisfies Partial<Record<Plan['kind'], Step>>;

export type StepKind = keyof typeof STEPS;
export const STEP_KINDS = Object.keys(STEPS) as readonly StepKind[];
