import type { Faults } from './faults.js';
import { BadRule, readRule } from './rule.js';

export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

const LONGEST_WAIT_MS = 60_000;

/**
 * The control endpoint of the fault switches.
 *
 * `GET /faults` lists rules and held requests, `POST /faults` sets a rule and gives its `id`, `DELETE /faults` and
 * `DELETE /faults/<id>` clear, `POST /faults/release` lets go (`{}`, `{"rule": id}` or `{"held": id}`), and
 * `GET /faults/held?count=1&rule=<id>&timeoutMs=10000` answers once so many requests are held, or the time is over.
 *
 * @param faults null when the server was started without them.
 */
export async function faultControl(
  faults: Faults | null,
  method: string,
  path: string,
  query: URLSearchParams,
  body: unknown,
): Promise<ControlReply> {
  if (faults === null) return failure(404, 'Fault switches are off. Start the server with --faults.');
  const name = path.slice('/faults'.length).replace(/^\//, '');
  try {
    switch (`${method} ${name === '' || name === 'release' || name === 'held' ? name : '<id>'}`) {
      case 'GET ':
        return ok({ rules: faults.rules(), held: faults.heldRequests() });
      case 'POST ':
        return { status: 201, body: { id: faults.set(readRule(body)) } };
      case 'DELETE ':
        return ok({ cleared: faults.clear() });
      case 'DELETE <id>':
        return ok({ cleared: faults.clear(name) });
      case 'POST release':
        return ok({ released: faults.release(readRelease(body)) });
      case 'GET held': {
        const count = Number(query.get('count') ?? 1);
        const timeoutMs = Math.min(Number(query.get('timeoutMs') ?? 10_000), LONGEST_WAIT_MS);
        return ok({ held: await faults.whenHeld(count, query.get('rule') ?? undefined, timeoutMs) });
      }
      default:
        return failure(405, `${method} ${path} is no control of the fault switches.`);
    }
  } catch (error) {
    if (error instanceof BadRule) return failure(422, error.message);
    throw error;
  }
}

function readRelease(body: unknown): { readonly rule?: string; readonly held?: string } {
  if (body === null) return {};
  if (typeof body !== 'object') throw new BadRule('the body must be an object');
  const { rule, held } = { rule: undefined, held: undefined, ...body };
  return {
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(typeof held === 'string' ? { held } : {}),
  };
}

const ok = (body: unknown): ControlReply => ({ status: 200, body });
const failure = (status: number, error: string): ControlReply => ({ status, body: { error } });
