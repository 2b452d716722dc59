import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { forgetGroup, watchGroup } from '../system/reaper.js';
import type { Outcome } from './outcome.js';

const folder = import.meta.dirname;
const requirements = join(folder, 'requirements.txt');
const environments = join(folder, '..', '..', '.data', 'clients');
/** Minutes that one client may take before it is ended. */
const CLIENT_MINUTES = 5;
const INSTALL_MINUTES = 15;

/** The pinned clients in a virtual environment, made once under .data/; gives its Python. @throws Error when there is no python3. */
export async function pythonWithClients(signal: AbortSignal): Promise<string> {
  const version = await output('python3', ['--version'], signal).catch(() => null);
  if (version === null) {
    throw new Error('The Python clients need python3 (3.10 or newer, with venv) on the PATH, and there is none.');
  }
  const key = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = join(environments, key);
  const python = join(environment, 'bin', 'python');
  const stamp = join(environment, '.complete');
  if (existsSync(stamp)) return python;
  process.stderr.write('firn: installing the Python clients, about a minute\n');
  rmSync(environment, { recursive: true, force: true });
  mkdirSync(environments, { recursive: true });
  await output('python3', ['-m', 'venv', environment], signal);
  await output(
    python,
    ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements],
    signal,
    INSTALL_MINUTES,
  );
  writeFileSync(stamp, version);
  return python;
}

/** Runs one client's script against the server at `url` and gives the outcome of its checks. */
export async function pythonClient(
  python: string,
  script: 'connector' | 'snowpark',
  client: string,
  url: string,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const outcomes = (await pythonLines(python, script, url, signal)).map((line) => ({
    client,
    ...(JSON.parse(line) as Omit<Outcome, 'client'>),
  }));
  return outcomes.length > 0 ? outcomes : [{ client, check: 'start', error: 'it gave no outcome' }];
}

/** The lines of JSON that a script of this folder tells about the server at `url`. */
export async function pythonLines(
  python: string,
  script: 'connector' | 'snowpark' | 'all_programs',
  url: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { hostname, port } = new URL(url);
  const text = await output(python, [join(folder, `${script}.py`), hostname, port], signal);
  return text.split('\n').filter((line) => line.startsWith('{'));
}

/** What a program says on stdout. It has a group of its own, which is ended when we are, or when it takes too long. */
function output(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  minutes = CLIENT_MINUTES,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
      env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
    });
    child.once('error', reject);
    const { pid } = child;
    if (pid === undefined) return;
    watchGroup(pid);
    const end = () => process.kill(-pid, 'SIGKILL');
    const timer = setTimeout(end, minutes * 60_000);
    signal.addEventListener('abort', end);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      forgetGroup(pid);
      if (code === 0) resolve(text);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code ?? 'a signal'}.`));
    });
  });
}
