import { createHash, timingSafeEqual } from 'node:crypto';
import { ProblemError } from '@firn/contract';
import { Controller, Get, Headers, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { bearerOf } from '../access/api-keys.js';
import type { ApiConfig } from '../config/config.js';
import { CONFIG } from '../tokens.js';
import { ApiMetrics } from './api-metrics.js';

/** For Prometheus. Open to whoever reaches the port, unless a token is asked for: it tells names of tenants and counts, no data. */
@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: ApiMetrics,
    @Inject(CONFIG) private readonly config: ApiConfig,
  ) {}

  @Get()
  async all(@Headers('authorization') authorization: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    if (!this.mayRead(authorization)) {
      throw ProblemError.of('unauthorized', {
        detail: 'The metrics ask for a token of their own.',
        cure: 'Send it as "Authorization: Bearer <token>"; FIRN_API_METRICS_SHA256 is its digest.',
      });
    }
    const { registry } = this.metrics;
    await reply.type(registry.contentType).send(await registry.metrics());
  }

  private mayRead(authorization: string | undefined): boolean {
    const { metricsSha256 } = this.config;
    if (metricsSha256 === null) return true;
    const given = createHash('sha256')
      .update(bearerOf(authorization) ?? '')
      .digest();
    return timingSafeEqual(given, Buffer.from(metricsSha256, 'hex'));
  }
}
