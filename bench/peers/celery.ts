import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Application } from '../../scripts/system/apps.js';

export interface CeleryFigures {
  readonly perSecond: number;
  readonly p50: number;
  readonly cpu: Readonly<Record<string, number>>;
}

/** The same jobs by Celery and Snowpark Python. Null where FIRN_BENCH_PYTHON names no Python that has both. */
export async function celery({ url, pid }: Application, jobs: number): Promise<CeleryFigures | null> {
  const python = process.env.FIRN_BENCH_PYTHON;
  if (python === undefined) return null;
  const { hostname, port } = new URL(url);
  const script = join(import.meta.dirname, 'celery_peer.py');
  const { stdout } = await promisify(execFile)(python, [script, hostname, port, String(jobs), String(pid)], {
    timeout: 600_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}
