#!/usr/bin/env node
import 'reflect-metadata';
import { UnsupportedRedis } from '@firn/jobs';
import { createLogger, runProcess } from '@firn/nest/internal';
import { readConfig } from './config/config.js';
import { Settings } from './config/settings.js';
import { startWorker } from './start-worker.js';

await runProcess({
  usage: {
    program: 'firn-worker',
    about: 'submits jobs to Snowflake, and stores their results.',
    settings: Settings.shape,
  },
  configure: () => {
    const config = readConfig(process.env);
    return { config, log: createLogger(config.logLevel, { app: 'worker', worker: config.name }) };
  },
  start: async (config, log) => {
    const { name, close } = await startWorker(config, log);
    return { ready: name, close };
  },
  misconfigured: [UnsupportedRedis],
  // Every task that is known looks after its own failures; the jobs of a process that ends are taken over.
  onFault: 'end',
});
