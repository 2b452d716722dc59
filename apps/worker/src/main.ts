import 'reflect-metadata';
import { ConfigError, readConfig } from './config/config.js';
import { createLogger } from './log/logger.js';
import { startWorker } from './start-worker.js';

/** EX_CONFIG of sysexits: a supervisor need not try again with the same environment. */
const WRONG_CONFIGURATION = 78;

try {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel, config.name);
  const worker = await startWorker(config, log);
  process.stdout.write(`ready ${worker.name}\n`);

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return; // a terminal sends its signal to the whole group, a supervisor sends another
      stopping = true;
      log.info({ signal }, 'stopping');
      worker.close().then(
        () => log.flush(() => process.exit(0)),
        (error: unknown) => {
          log.fatal({ err: error }, 'stopping failed');
          log.flush(() => process.exit(1));
        },
      );
    });
  }
} catch (error) {
  const text = error instanceof ConfigError ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(error instanceof ConfigError ? WRONG_CONFIGURATION : 1);
}
