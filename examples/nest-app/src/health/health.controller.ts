import { FirnClient } from '@firn/client';
import { InjectDirectSession } from '@firn/nest';
import { FirnHealthIndicator } from '@firn/nest/health';
import { Session } from '@firn/snowpark';
import { FirnWorkerHealth } from '@firn/worker';
import { Controller, Get } from '@nestjs/common';
import { HealthCheck, HealthCheckService } from '@nestjs/terminus';

@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly firn: FirnHealthIndicator,
    private readonly client: FirnClient,
    @InjectDirectSession() private readonly session: Session,
    private readonly worker: FirnWorkerHealth,
  ) {}

  @Get()
  @HealthCheck()
  check() {
    return this.health.check([
      () => this.firn.api('firn', this.client),
      () => this.firn.snowflake('snowflake', this.session),
      () => this.firn.worker('worker', this.worker),
    ]);
  }
}
