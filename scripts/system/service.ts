import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { narrowFile, withPrivateFiles } from './private-folder.js';
import { forgetGroup, watchGroup } from './reaper.js';

export interface ServiceOptions {
  /** Shown in errors and used for the log file's name. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Where everything it says on stderr goes. */
  readonly logFile: string;
  /** Recognises the line on stdout that says it is ready. */
  readonly ready: RegExp;
  readonly readyTimeoutMs?: number;
}

export interface Service {
  readonly name: string;
  readonly pid: number;
  /** The line that said it was ready. */
  readonly readyLine: string;
  readonly logFile: string;
  isRunning(): boolean;
  /** SIGTERM, then SIGKILL after `timeoutMs` (default 15 000); resolves when no process of its group is left. Gives the exit code. */
  stop(timeoutMs?: number): Promise<number | null>;
  /** SIGKILL to the whole group, as a lost machine would do it. */
  kill(): Promise<void>;
  signal(name: NodeJS.Signals): void;
  readonly exited: Promise<number | null>;
  /** How it ended: `with code 1`, `by SIGKILL`. */
  ending(): string;
  /** The end of its log. */
  lastWords(): string;
}

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 15_000;

/** Starts a long-running process in a group of its own and waits for its ready line. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const child = withPrivateFiles(() =>
    spawn(options.command, options.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, ...options.env },
    }),
  );
  narrowFile(options.logFile);
  const log = createWriteStream(options.logFile, { flags: 'a', mode: 0o600 });
  child.stderr.pipe(log);
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => resolve(code));
    child.once('error', () => resolve(null));
  });
  const { pid } = child;
  if (pid === undefined) {
    const [error] = (await once(child, 'error')) as [Error];
    throw new Error(`${options.name} could not be started: ${error.message}`);
  }
  watchGroup(pid);
  void exited.then(() => log.end());

  try {
    const readyLine = await waitForLine(child, options, exited);
    return service(options, child, pid, readyLine, exited);
  } catch (error) {
    await killGroup(pid, exited);
    throw error;
  }
}

function service(
  options: ServiceOptions,
  child: ChildProcess,
  pid: number,
  readyLine: string,
  exited: Promise<number | null>,
): Service {
  return {
    name: options.name,
    pid,
    readyLine,
    logFile: options.logFile,
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    ending: () => (child.signalCode === null ? `with code ${child.exitCode}` : `by ${child.signalCode}`),
    lastWords: () => tail(options.logFile),
    signal: (name) => {
      child.kill(name);
    },
    kill: () => killGroup(pid, exited),
    stop: async (timeoutMs = STOP_TIMEOUT_MS) => {
      child.kill('SIGTERM');
      const timer = setTimeout(() => signalGroup(pid, 'SIGKILL'), timeoutMs);
      const code = await exited;
      clearTimeout(timer);
      await groupEnded(pid);
      forgetGroup(pid);
      return code;
    },
  };
}

function waitForLine(child: ChildProcess, options: ServiceOptions, exited: Promise<number | null>): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) =>
      reject(new Error(`${options.name} ${why}. Its log ${options.logFile} ends with:\n${tail(options.logFile)}`));
    const timeoutMs = options.readyTimeoutMs ?? READY_TIMEOUT_MS;
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    void exited.then((code) => {
      clearTimeout(timer);
      fail(`ended with code ${code} before it was ready`);
    });
    if (child.stdout === null) throw new Error('A service needs its stdout piped.');
    const lines = createInterface({ input: child.stdout });
    lines.on('line', (line) => {
      if (!options.ready.test(line)) return;
      clearTimeout(timer);
      resolve(line);
    });
  });
}

function tail(file: string, lines = 15): string {
  try {
    return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

function signalGroup(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal);
  } catch {
    return false; // no such group: all its processes have ended
  }
}

async function killGroup(group: number, exited: Promise<number | null>): Promise<void> {
  signalGroup(group, 'SIGKILL');
  await exited;
  await groupEnded(group);
  forgetGroup(group);
}

/** Resolves once no process of the group lives; one that outlives its leader for 5 s is killed. */
async function groupEnded(group: number): Promise<void> {
  for (let waitedMs = 0; signalGroup(group, 0); waitedMs += 20) {
    if (waitedMs > 5_000) signalGroup(group, 'SIGKILL');
    if (waitedMs > 10_000) throw new Error(`Processes of group ${group} do not end.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
