#!/usr/bin/env node
import 'reflect-metadata';
import { UnsupportedRedis } from '@firn/jobs';
import { createLogger, runProcess } from '@firn/nest/internal';
import { readConfig } from './config/config.js';
import { Settings } from './config/settings.js';
import { startApi } from './server.js';

await runProcess({
  usage: { program: 'firn-api', about: 'takes jobs over HTTP, and hands out results.', settings: Settings.shape },
  configure: () => {
    const config = readConfig();
    return { config, log: createLogger(config.logLevel, { app: 'api' }) };
  },
  start: async (config, log) => {
    const { url, close } = await startApi(config, log);
    return { ready: url, close };
  },
  misconfigured: [UnsupportedRedis],
  onFault: 'log',
});
