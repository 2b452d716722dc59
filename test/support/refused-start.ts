import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Starts the built app with nothing but this environment, and gives what it said and its status when it ended. */
export async function refusedStart(
  app: 'api' | 'worker',
  env: Readonly<Record<string, string>>,
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
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, out, err };
}
