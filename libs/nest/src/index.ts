// Firn in an application of NestJS.

export { FirnExceptionFilter } from './answer/exception.filter.js';
export { problemOf } from './answer/problem-of.js';
export { FirnStreamInterceptor } from './answer/stream.interceptor.js';
export type { FirnAsyncOptions } from './connect/async-options.js';
export { FirnBatches } from './connect/batches.js';
export { FirnModule } from './connect/firn.module.js';
export type { FirnExtras, FirnOptions, TenantOptions } from './connect/options.js';
export { FirnTenants } from './connect/tenants.js';
export {
  type FirnProvider,
  firnToken,
  InjectDirectSession,
  InjectFirnBatches,
  InjectFirnClient,
  InjectFirnSession,
  InjectFirnTenants,
  InjectTenantSession,
} from './connect/tokens.js';
export {
  FirnJob,
  type HandledJob,
  type HandlerAnswer,
  type HandlerContext,
  type HandlerMethod,
} from './handlers/firn-job.js';
export { HostedHandlers } from './handlers/hosted-handlers.js';
export { nestLog, type StructuredLogger } from './log/structured-logger.js';
