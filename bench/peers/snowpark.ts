import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Application } from '../../scripts/system/apps.js';

export interface SnowparkFigures {
  /** Milliseconds; the frames are made, and described where Snowpark does that. Null where it gave up. */
  readonly collectP50: number;
  readonly withColumn100: number | null;
  readonly withColumn200: number | null;
  readonly unions200: number | null;
  readonly joins50: number | null;
}

/** The same frames by Snowpark Python. Null where FIRN_BENCH_PYTHON names no Python that has it. */
export async function snowparkPython({ url }: Application, rounds: number): Promise<SnowparkFigures | null> {
  const python = process.env.FIRN_BENCH_PYTHON;
  if (python === undefined) return null;
  const { hostname, port } = new URL(url);
  const script = join(import.meta.dirname, 'snowpark_peer.py');
  const { stdout } = await promisify(execFile)(python, [script, hostname, port, String(rounds)], { timeout: 600_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
