#!/usr/bin/env node
import 'reflect-metadata';
import { UnsupportedRedis } from '@firn/jobs';
import { ConfigError, readConfig } from './config/config.js';
import { createLogger, type Logger } from './log/logger.js';
import { startWorker } from './start-worker.js';

/** EX_CONFIG of sysexits: a supervisor need not try again with the same environment. */
const WRONG_CONFIGURATION = 78;
/** EX_SOFTWARE. */
const FAULT = 70;

const FLUSH_MS = 1_000;

/** Ends with what was logged written, and ends all the same where the log cannot be written. */
function end(code: number, log: Logger): void {
  setTimeout(() => process.exit(code), FLUSH_MS);
  log.flush(() => process.exit(code));
}

// Nobody may be left who reads them.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

try {
  const config = readConfig(process.env);
  const log = createLogger(config.logLevel, config.name);
  // Every task that is known looks after its own failures. What ends up here is a fault whose extent nobody knows: the process
  // says so and makes room for a fresh one; its jobs are taken over.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      log.fatal({ err: error, event }, 'a fault that nothing here expects; the process ends');
      end(FAULT, log);
    });
  }
  const worker = await startWorker(config, log);
  process.stdout.write(`ready ${worker.name}\n`);

  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) return; // a terminal sends its signal to the whole group, a supervisor sends another
      stopping = true;
      log.info({ signal }, 'stopping');
      worker.close().then(
        () => end(0, log),
        (error: unknown) => {
          log.fatal({ err: error }, 'stopping failed');
          end(1, log);
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
