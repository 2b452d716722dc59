import { FirnExceptionFilter, FirnModule } from '@firn/nest';
import { FirnHealthIndicator } from '@firn/nest/health';
import { FirnWorkerModule } from '@firn/worker';
import { Module } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { TerminusModule } from '@nestjs/terminus';
import { HealthController } from './health/health.controller.js';
import { OrdersController } from './orders/orders.controller.js';
import { OrdersJobs } from './orders/orders.jobs.js';
import { type Settings, snowflakeOf } from './settings/settings.js';
import { SETTINGS, SettingsModule } from './settings/settings.module.js';

@Module({
  imports: [
    SettingsModule,
    FirnModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({
        api: { url: settings.FIRN_URL, apiKey: settings.FIRN_KEY, profile: settings.FIRN_PROFILE },
        direct: snowflakeOf(settings),
      }),
    }),
    FirnWorkerModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: (settings: Settings) => ({
        redisUrl: settings.FIRN_REDIS_URL,
        dataFolder: settings.FIRN_DATA_DIR,
        profiles: [{ name: settings.FIRN_PROFILE, ...snowflakeOf(settings), scratchSchema: 'FIRN.FIRN_SCRATCH' }],
      }),
    }),
    TerminusModule,
  ],
  controllers: [OrdersController, HealthController],
  providers: [OrdersJobs, FirnHealthIndicator, { provide: APP_FILTER, useClass: FirnExceptionFilter }],
})
export class AppModule {}
