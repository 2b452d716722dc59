import { pino } from 'pino';
import { prepare } from './commands/prepare.js';
import { StatementCache } from './commands/statement-cache.js';
import { asksForHelp, ConfigError, helpText, readConfig } from './config.js';
import { diskFailure, messageOf } from './execute/engine-failure.js';
import { Background } from './health/background.js';
import { type RunningServer, startServer } from './start.js';

/** Exit code of a wrong setting, as sysexits.h has it. */
const EX_CONFIG = 78;
/** A stop that takes longer has hung: a query in a large hash join needs about a second to notice. */
const STOP_PATIENCE_MS = 20_000;

/** Runs the server until a signal ends it. Prints its address as the only line on standard output. */
export async function serve(threadPool: number): Promise<void> {
  // What it writes is for its own user alone.
  process.umask(0o077);
  if (asksForHelp(process.argv.slice(2))) return void process.stdout.write(helpText());
  try {
    const config = readConfig(process.argv.slice(2), process.env);
    const log = pino({ level: config.logLevel, base: null }, logDestination());
    const background = new Background(log);
    outliveFailures(background);
    const statements = new StatementCache();
    const server = await startServer(config, threadPool, (request) => prepare(request, statements), log, background);
    stopOnSignal(server, (error) => log.error({ err: error }, 'the stop was not clean'));
    process.stdout.write(`ready ${server.url}\n`);
    log.info({ url: server.url, data: config.dataFolder, faults: config.areFaultsAllowed }, 'ready');
  } catch (error) {
    const disk = diskFailure(error);
    if (error instanceof ConfigError || disk !== null) {
      const sentence =
        disk === null
          ? messageOf(error)
          : `The data folder cannot be used: ${disk}. Cure that, or give another one with --data.`;
      process.stderr.write(`${sentence}\n`);
      process.exit(EX_CONFIG);
    }
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  }
}

/** A log that cannot be written, on a full disk or to a reader that has gone, stops nothing. */
function logDestination(): ReturnType<typeof pino.destination> {
  const destination = pino.destination({ dest: 2, sync: true });
  destination.on('error', () => undefined);
  return destination;
}

/** What nobody has caught is a fault of this program. It is shown, and the statements of others go on. */
function outliveFailures(background: Background): void {
  process.on('unhandledRejection', (error) => background.failed('work that nobody waits for', error));
  process.on('uncaughtException', (error) => background.failed('work that nobody waits for', error));
}

/** `process.exit` waits for native calls, and one that DuckDB does not interrupt may take hours. What was committed is on disk. */
const endAtOnce = (): void => void process.kill(process.pid, 'SIGKILL');

function stopOnSignal(server: RunningServer, report: (error: unknown) => void): void {
  let isStopping = false;
  const stop = () => {
    // The terminal signals the whole process group, the launcher passes it on: twice is once.
    if (isStopping) return;
    isStopping = true;
    setTimeout(endAtOnce, STOP_PATIENCE_MS).unref();
    server.stop().then(
      (isClean) => (isClean ? process.exit(0) : endAtOnce()),
      (error: unknown) => {
        report(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  // The launcher was killed: end as it did, at once.
  process.on('disconnect', endAtOnce);
}
