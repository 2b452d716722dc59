import type { Logger } from './logger.js';

/** The logger, as Nest can hand it over by type. */
export class Log {
  constructor(readonly logger: Logger) {}
}
