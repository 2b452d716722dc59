// For Firn's own processes, their log and their life from start to signal: no part of the public interface.

export { asyncOptions } from '../connect/async-options.js';
export { notRooted, withGivenOptions } from '../connect/given-options.js';
export { addToLogContext, type LogContext, logContext, runInLogContext } from '../log/log-context.js';
export { addressFault } from './address-fault.js';
export { createLogger, type Logger } from './logger.js';
export { NestLogger } from './nest-logger.js';
export { ConfigError, runProcess, type Started } from './run-process.js';
export { inSpan, pastSpan, spanOfRequest, traceContext, traceIdOf } from './spans.js';
export { unknownSettings } from './unknown-settings.js';
