import type { Logger } from './logger.js';
import { startTracing } from './tracing.js';
import { helpText, type Usage } from './usage.js';

/** EX_CONFIG of sysexits: a supervisor need not try again with the same environment. */
const WRONG_CONFIGURATION = 78;
/** EX_SOFTWARE. */
const FAULT = 70;

/** How long the last lines of the log may take. */
const FLUSH_MS = 1_000;
/** How long a start may go on after a signal: it may wait for a Redis that is not there. Nothing was acknowledged by then. */
const START_PATIENCE_MS = 2_000;

/** The environment is wrong. The process must not start: every line names a variable and says what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly lines: readonly string[]) {
    super(`The configuration is not valid:\n${lines.map((line) => `  ${line}`).join('\n')}`);
  }
}

export interface ProcessParts<Config> {
  /** Its program is also what its traces are called. */
  readonly usage: Usage;
  /** @throws ConfigError */
  readonly configure: () => { readonly config: Config; readonly log: Logger };
  readonly start: (config: Config, log: Logger) => Promise<Started>;
  /** Further errors of starting that only another configuration cures. */
  readonly misconfigured?: readonly (abstract new (
    ...args: never[]
  ) => Error)[];
  /**
   * What a fault does that nobody expected. `end`: its extent is not known, so the process makes room for a fresh one. `log`: a
   * promise that nobody waited for is no reason to end what others wait for.
   */
  readonly onFault: 'end' | 'log';
}

export interface Started {
  /** What the ready line on stdout says. */
  readonly ready: string;
  readonly close: () => Promise<void>;
}

/**
 * The life of a process: configuration, start, ready line, and its end by SIGINT or SIGTERM, with the log written. Asked for help it tells
 * its settings, and ends.
 */
export async function runProcess<Config>({
  usage,
  configure,
  start,
  misconfigured = [],
  onFault,
}: ProcessParts<Config>): Promise<void> {
  // Nobody may be left who reads them.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const [argument] = process.argv.slice(2);
  if (argument === '--help' || argument === '-h') return void process.stdout.write(helpText(usage));
  try {
    if (argument !== undefined) {
      throw new ConfigError([`${usage.program} takes no arguments, and got '${argument}'. --help lists its settings.`]);
    }
    const { config, log } = configure();
    watchFaults(onFault, log);
    // Before anything starts: whoever starts a process may end it at any time, and one that is the first of its container would not even end.
    const signals = watchSignals(log);
    const stopTracing = await startTracing(usage.program, process.env, log);
    const started = await start(config, log);
    signals.close(() => started.close().finally(stopTracing));
    if (!signals.isStopping) process.stdout.write(`ready ${started.ready}\n`);
  } catch (error) {
    const isConfiguration = [ConfigError, ...misconfigured].some((type) => error instanceof type);
    const text = error instanceof Error ? (isConfiguration ? error.message : error.stack) : String(error);
    process.stderr.write(`${text}\n`);
    process.exit(isConfiguration ? WRONG_CONFIGURATION : 1);
  }
}

function watchFaults(onFault: 'end' | 'log', log: Logger): void {
  if (onFault === 'log') {
    process.on('unhandledRejection', (error) => log.error({ err: error }, 'a background promise was rejected'));
    return;
  }
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error, event }, 'a fault that nothing here expects; the process ends');
      end(FAULT, log);
    });
  }
}

interface Signals {
  readonly isStopping: boolean;
  /** How what has started is closed; at once, if a signal came before. */
  close(how: () => Promise<void>): void;
}

function watchSignals(log: Logger): Signals {
  let isStopping = false;
  let close: (() => Promise<void>) | null = null;
  const stop = () => {
    if (close === null) return void setTimeout(() => close === null && end(0, log), START_PATIENCE_MS);
    close().then(
      () => end(0, log),
      (error: unknown) => {
        log.fatal({ err: error }, 'stopping failed');
        end(1, log);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (isStopping) return; // a terminal sends its signal to the whole group, a supervisor sends another
      isStopping = true;
      log.info({ signal, started: close !== null }, 'stopping');
      stop();
    });
  }
  return {
    get isStopping() {
      return isStopping;
    },
    close: (how) => {
      close = how;
      if (isStopping) stop();
    },
  };
}

/** Ends with what was logged written, and ends all the same where the log cannot be written. */
function end(code: number, log: Logger): void {
  setTimeout(() => process.exit(code), FLUSH_MS);
  log.flush(() => process.exit(code));
}
