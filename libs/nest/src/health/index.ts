// Health indicators for @nestjs/terminus.

export { FirnHealthIndicator } from './firn-health.indicator.js';
