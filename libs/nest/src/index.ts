export {
  FirnJob,
  type HandledJob,
  type HandlerAnswer,
  type HandlerContext,
  type HandlerMethod,
} from './handlers/firn-job.js';
export { HostedHandlers } from './handlers/hosted-handlers.js';
export { nestLog, type StructuredLogger } from './log/structured-logger.js';
