// A worker for a process of your own.

export type { FirnWorkerOptions } from './config/options.js';
export { FirnWorkerHealth, type WorkerHealth } from './health/worker-health.js';
export { WorkerMetrics } from './metrics/worker-metrics.js';
export { FirnWorkerModule } from './worker.module.js';
