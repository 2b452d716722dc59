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

const run = promisify(execFile);

/** The same frames by Snowpark Python. Null where neither FIRN_BENCH_PYTHON nor `python3` is a Python that has it. */
export async function snowparkPython({ url }: Application, rounds: number): Promise<SnowparkFigures | null> {
  const python = process.env.FIRN_BENCH_PYTHON ?? 'python3';
  const isThere = await run(python, ['-c', 'import snowflake.snowpark'], { timeout: 60_000 }).then(
    () => true,
    () => false,
  );
  if (!isThere) return null;
  const { hostname, port } = new URL(url);
  const script = join(import.meta.dirname, 'snowpark_peer.py');
  const { stdout } = await run(python, [script, hostname, port, String(rounds)], { timeout: 600_000 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
