import type { StructuredLogger } from '@firn/nest';

/** The logger, as Nest can hand it over by type. */
export class Log {
  constructor(readonly logger: StructuredLogger) {}
}
