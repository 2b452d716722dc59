import { FULL_TEXT, required, signature } from '@firn/snowpark/internal';
import { Logger } from '@nestjs/common';
import { logContext } from './log-context.js';

interface Write {
  (fields: object, message: string): void;
  (message: string): void;
}

/** A log of fields and a message, as pino takes it. */
export interface StructuredLogger {
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
}

/** Writes to Nest's own log, whatever an application has made of it: fields that are known stand behind the message. */
export function nestLog(context: string): StructuredLogger;
export function nestLog(...given: readonly unknown[]): StructuredLogger {
  const [context] = NEST_LOG.read(given);
  const logger = new Logger(context);
  const write =
    (level: 'debug' | 'log' | 'warn' | 'error' | 'fatal'): Write =>
    (first: object | string, message?: string) => {
      if (typeof first === 'string') return logger[level](first);
      const { err, ...fields }: Readonly<Record<string, unknown>> = { ...logContext(), ...first };
      const told = Object.keys(fields).length === 0 ? '' : ` ${JSON.stringify(fields)}`;
      const why = err === undefined ? '' : `: ${err instanceof Error ? err.message : String(err)}`;
      const isFault = level === 'error' || level === 'fatal';
      if (isFault && err instanceof Error) logger[level](`${message}${told}`, err.stack);
      else logger[level](`${message}${told}${why}`);
    };
  return {
    debug: write('debug'),
    info: write('log'),
    warn: write('warn'),
    error: write('error'),
    fatal: write('fatal'),
  };
}

const NEST_LOG = signature('nestLog', required('context', FULL_TEXT));
