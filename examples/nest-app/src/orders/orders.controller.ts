import { FirnClient } from '@firn/client';
import { FirnStreamInterceptor, InjectDirectSession } from '@firn/nest';
import { Session } from '@firn/snowpark';
import { Body, Controller, Get, HttpCode, Inject, Param, Post, UseInterceptors } from '@nestjs/common';
import type { Settings } from '../settings/settings.js';
import { SETTINGS } from '../settings/settings.module.js';
import { nightlyMerge } from './nightly-merge.js';

@Controller()
export class OrdersController {
  constructor(
    private readonly client: FirnClient,
    @InjectDirectSession() private readonly session: Session,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** NDJSON, CSV or Arrow, as the caller accepts; as fast as the caller reads. */
  @Get('totals')
  @UseInterceptors(FirnStreamInterceptor)
  totals() {
    return this.session.table('TOTALS').sort('REGION');
  }

  /** Accepted is not done: the answer has the ID of the job. */
  @Post('merges')
  @HttpCode(202)
  merge(@Body() params: { day: string; least?: number }) {
    return this.client.submitHandler(nightlyMerge, params, { profile: this.settings.FIRN_PROFILE });
  }

  @Get('merges/:id')
  read(@Param('id') id: string) {
    return this.client.wait(id, { timeoutMs: 25_000 });
  }
}
