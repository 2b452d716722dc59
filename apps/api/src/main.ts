#!/usr/bin/env node
import 'reflect-metadata';
import { UnsupportedRedis } from '@firn/jobs';
import { ConfigError, readConfig } from './config/config.js';
import { createLogger, type Logger } from './log/logger.js';
import { startApi } from './server.js';

/** EX_CONFIG of sysexits: a supervisor need not try again with the same environment. */
const WRONG_CONFIGURATION = 78;

const FLUSH_MS = 1_000;

/** Ends with what was logged written, and ends all the same where the log cannot be written. */
function end(code: number, log: Logger): void {
  setTimeout(() => process.exit(code), FLUSH_MS);
  log.flush(() => process.exit(code));
}

// Nobody may be left who reads them.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const config = readConfig();
  const logger = createLogger(config.logLevel);
  // What nobody waited for has failed: said in the log, and no reason to end what others wait for.
  process.on('unhandledRejection', (error) => logger.error({ err: error }, 'a background promise was rejected'));
  const server = await startApi(config, logger);
  process.stdout.write(`ready ${server.url}\n`);

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return; // a terminal sends its signal to the whole group, a supervisor sends another
      stopping = true;
      logger.info({ signal }, 'stopping');
      server.close().then(
        () => end(0, logger),
        (error: unknown) => {
          logger.fatal({ err: error }, 'stopping failed');
          end(1, logger);
        },
      );
    });
  }
} catch (error) {
  const misconfigured = error instanceof ConfigError || error instanceof UnsupportedRedis;
  const text = misconfigured ? error.message : error instanceof Error ? error.stack : String(error);
  process.stderr.write(`${text}\n`);
  process.exit(misconfigured ? WRONG_CONFIGURATION : 1);
}
