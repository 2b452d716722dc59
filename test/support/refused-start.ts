import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Starts the built app with nothing but this environment, and gives what it said and its status when it ended.
 *
 * @param stopAt what it says on stderr when it is told to end by SIGTERM, for an app that does not end by itself
 */
export async function refusedStart(
  app: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
  stopAt?: RegExp,
): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const entry = join(import.meta.dirname, '..', '..', 'apps', app, 'dist', 'main.js');
  const child = spawn(process.execPath, [entry], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => {
    out += String(data);
  });
  child.stderr.on('data', (data) => {
    err += String(data);
    if (stopAt?.test(err)) child.kill('SIGTERM');
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
