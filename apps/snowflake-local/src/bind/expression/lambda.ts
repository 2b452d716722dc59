import { invalidArgumentTypes, unsupported, wrongArgumentCount } from '../../errors.js';
import { array as arrayParameter } from '../../functions/parameters.js';
import { arrayOf, orNull } from '../../functions/results.js';
import type { FunctionCall, Lambda } from '../../parse/ast.js';
import { castTo, coerceTo } from '../../types/cast/cast.js';
import { jsonOf } from '../../types/cast/cast-semi.js';
import { once, quoteText } from '../../types/duck-text.js';
import { UNDEFINED } from '../../types/json-text/json-value.js';
import { writeTagged } from '../../types/json-text/tagged.js';
import { asBoolean } from '../../types/operators/comparison.js';
import { fixed, MAX_PRECISION, REAL, type SnowType, text, typeText, VARIANT } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import { snowType } from '../data-type.js';
import { Frame } from '../frame.js';
import type { ScopeColumn } from '../scope.js';

/** DuckDB binds the body of one twice, and so four times that of one in it. */
const MOST_LAMBDAS = 10;

/** SQL NULL as an item. */
const ABSENT = `CAST(${quoteText(writeTagged(UNDEFINED))} AS JSON)`;

/** FILTER(array, x -> …), TRANSFORM(array, x -> …) and REDUCE(array, start, (sum, x) -> …), whose items are VARIANTs. */
export function bindHigherOrder(name: 'FILTER' | 'TRANSFORM' | 'REDUCE', call: FunctionCall, frame: Frame): Emitted {
  const wanted = name === 'REDUCE' ? 3 : 2;
  const position = frame.positionOf(call);
  if (call.args.length !== wanted) throw wrongArgumentCount(frame.textOf(call), wanted, call.args.length, position);
  const lambda = call.args.at(-1);
  const [first, second] = call.args;
  if (first?.kind !== 'value' || lambda?.kind !== 'lambda')
    throw unsupported(`${name} without a lambda expression`, position);
  const bound = frame.bind(first.value);
  const array = arrayParameter(bound, frame.values);
  if (array === undefined) throw invalidArgumentTypes(name, `(${typeText(bound.type)})`, position);
  if (name !== 'REDUCE') return eachItem(name, array, lambda, frame);
  if (second?.kind !== 'value') throw unsupported(`start of REDUCE that is no value`, position);
  return reduced(array, frame.bind(second.value), lambda, frame);
}

/** DuckDB's list of an ARRAY's items, behind `first` where that is given; NULL for another value. */
const itemsOf = (array: Emitted, ...first: readonly string[]): string =>
  once([array.sql, ...first], (value = '', ...before) => {
    const items = `CAST(json_extract(${value}, '$[*]') AS JSON[])`;
    const all = before.length === 0 ? items : `list_concat([${before.join(', ')}], ${items})`;
    return `CASE WHEN json_type(${value}) = 'ARRAY' THEN ${all} END`;
  });

function eachItem(name: 'FILTER' | 'TRANSFORM', array: Emitted, lambda: Lambda, frame: Frame): Emitted {
  const { names, inside } = bodyFrame(lambda, [undefined], frame);
  const item = names[0] ?? '';
  const value = frameValue(lambda, inside);
  const items =
    name === 'FILTER'
      ? `list_filter(${itemsOf(array)}, lambda ${item}: coalesce(${asBoolean(value, frame.values).sql}, false))`
      : `list_transform(${itemsOf(array)}, lambda ${item}: coalesce(CAST(${jsonOf(value, frame.values)} AS JSON), ${ABSENT}))`;
  return orNull(arrayOf(`CAST(to_json(${items}) AS JSON)`, [array]));
}

/** What is carried on from item to item is held as JSON, as the items are, and read as its own type. */
function reduced(array: Emitted, start: Emitted, lambda: Lambda, frame: Frame): Emitted {
  const type = carriedType(start, lambda, frame);
  const { names, inside } = bodyFrame(lambda, [type, undefined], frame);
  const next = coerceTo(frameValue(lambda, inside), type, frame.values);
  const held = (value: Emitted): string => `coalesce(CAST(${jsonOf(value, frame.values)} AS JSON), ${ABSENT})`;
  const first = held(coerceTo(start, type, frame.values));
  const items = `list_reduce(${itemsOf(array, first)}, lambda ${names.join(', ')}: ${held(next)})`;
  const carried: Emitted = {
    type: VARIANT,
    physical: 'json',
    nullable: true,
    sql: `nullif(${items}, ${ABSENT})`,
  };
  return castTo(carried, type, frame.values);
}

/** That of the start unless the lambda says it, but a number and a text may grow on the way. */
function carriedType(start: Emitted, { parameters }: Lambda, frame: Frame): SnowType {
  const [carried, item] = parameters;
  if (carried?.type !== undefined) return snowType(carried.type, frame.environment.context);
  const { type } = start;
  if (type.kind === 'text') return text();
  if (type.kind !== 'fixed') return type;
  // Arithmetic with a VARIANT is that of FLOATs.
  return item?.type === undefined ? REAL : fixed(MAX_PRECISION, type.scale);
}

/** Names for DuckDB's lambda, and the frame in which they are the parameters. `types`: what one is unless it says so itself. */
function bodyFrame(lambda: Lambda, types: readonly (SnowType | undefined)[], frame: Frame) {
  const { parameters } = lambda;
  if (parameters.length !== types.length) {
    const detail = `lambda expression with ${parameters.length} parameters where there are ${types.length}`;
    throw unsupported(detail, frame.positionOf(lambda));
  }
  const names = parameters.map(() => `"~${frame.environment.state.nextTable()}"`);
  const columns = parameters.map(({ name, type }, at): ScopeColumn => {
    const item: Emitted = { type: VARIANT, physical: 'json', nullable: true, sql: `nullif(${names[at]}, ${ABSENT})` };
    const wanted = type === undefined ? types[at] : snowType(type, frame.environment.context);
    return { name: name.name, value: wanted === undefined ? item : castTo(item, wanted, frame.values) };
  });
  const scope = { sql: () => null, tables: [{ path: [], columns }], columns };
  return { names, inside: new Frame(frame.environment, scope, frame, true) };
}

function frameValue(lambda: Lambda, inside: Frame): Emitted {
  const { state } = inside.environment;
  state.lambdas += 1;
  if (state.lambdas > MOST_LAMBDAS) {
    throw unsupported(`more than ${MOST_LAMBDAS} lambda expressions inside each other`, inside.positionOf(lambda));
  }
  const value = inside.within('where', () => inside.bind(lambda.body));
  state.lambdas -= 1;
  // DuckDB has no sub-queries in there.
  if (/\(SELECT\b/.test(value.sql))
    throw unsupported('sub-query inside a lambda expression', inside.positionOf(lambda));
  return value;
}
