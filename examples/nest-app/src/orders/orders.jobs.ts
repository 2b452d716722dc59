import { FirnJob, type HandlerContext } from '@firn/nest';
import { col, sum, whenMatched, whenNotMatched } from '@firn/snowpark';
import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { nightlyMerge } from './nightly-merge.js';

/** What jobs do. A method builds the action and returns it; the job sends it, and it outlives this process. */
@Injectable()
export class OrdersJobs {
  @FirnJob(nightlyMerge)
  merge({ day, least }: z.output<typeof nightlyMerge.params>, { session }: HandlerContext) {
    const totals = session.table('TOTALS');
    const orders = session
      .table('ORDERS')
      .filter(col('DAY').eq(day).and(col('AMOUNT').geq(least)))
      .groupBy('REGION')
      .agg(sum('AMOUNT').as('AMOUNT'));
    return totals.merge(
      orders,
      totals.col('REGION').eq(orders.col('REGION')),
      [
        whenMatched().update({ AMOUNT: orders.col('AMOUNT') }),
        whenNotMatched().insert({ REGION: orders.col('REGION'), AMOUNT: orders.col('AMOUNT') }),
      ],
      { block: false },
    );
  }
}
