// A worker for a process of your own.

export type { FirnWorkerOptions } from './config/options.js';
export { FirnWorkerModule } from './worker.module.js';
