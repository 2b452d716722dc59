import { unsupported, wrongArgumentCount } from '../../errors.js';
import type { FunctionCall } from '../../parse/ast.js';
import { text } from '../../types/snow-type.js';
import type { Emitted } from '../../types/typed.js';
import type { Frame } from '../frame.js';
import { placeholderFor } from '../placeholder.js';
import { bindArguments } from './arguments.js';

/** Functions that act on the server, with the least and most number of their arguments. */
const SYSTEM_CALLS: Readonly<Record<string, readonly [number, number]>> = {
  SYSTEM$WAIT: [1, 2],
  SYSTEM$CANCEL_QUERY: [1, 1],
  SYSTEM$CANCEL_ALL_QUERIES: [1, 1],
  SYSTEM$ABORT_SESSION: [1, 1],
  SYSTEM$SET_RETURN_VALUE: [1, 1],
  SYSTEM$GET_PREDECESSOR_RETURN_VALUE: [0, 1],
  SYSTEM$GET_TASK_GRAPH_CONFIG: [0, 1],
  SYSTEM$CURRENT_USER_TASK_NAME: [0, 0],
};

export const isSystemCall = (name: string): boolean => Object.hasOwn(SYSTEM_CALLS, name);

/** Notes the call for the server to carry out before the SQL runs; in the SQL its answer stands, a text. */
export function bindSystemCall(name: string, call: FunctionCall, frame: Frame): Emitted {
  const position = frame.positionOf(call);
  if (call.over !== undefined) throw unsupported(`OVER of ${name}`, position);
  const args = bindArguments(name, call, frame).map((value, index) => constantText(name, value, call, index, frame));
  const [least, most] = SYSTEM_CALLS[name] ?? [0, 0];
  const expected = args.length < least ? least : most;
  if (args.length < least || args.length > most) {
    throw wrongArgumentCount(frame.textOf(call), expected, args.length, position);
  }
  const { state, context } = frame.environment;
  state.volatileCalls += 1;
  const placeholder = placeholderFor(state.calls.length, context.text);
  state.calls.push({ name, args, placeholder });
  return { type: text(), physical: 'varchar', nullable: true, sql: placeholder };
}

function constantText(name: string, value: Emitted, call: FunctionCall, index: number, frame: Frame): string | null {
  const { literal } = value;
  switch (literal?.kind) {
    case 'text':
      return literal.value;
    case 'number':
      return literal.digits;
    case 'boolean':
      return String(literal.value);
    case 'null':
      return null;
    default:
      throw unsupported(`argument of ${name} that is no constant`, frame.positionOf(call.args[index] ?? call));
  }
}
