import { pino } from 'pino';
import { Background } from '../../../apps/snowflake-local/src/health/background.js';

/** Background work whose log nobody reads; `problems` tells what failed. */
export const quietBackground = (): Background => new Background(pino({ level: 'silent' }));
