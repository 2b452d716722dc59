import { adminSession } from './admin-session.js';
import { queryHistory } from './history.js';
import { until } from './until.js';

const HOG = 'select system$wait(600)';

/** Takes the warehouse's only place: what is submitted afterwards waits there, QUEUED, until the function that it gives is called. */
export async function fillWarehouse(url: string): Promise<() => Promise<void>> {
  const admin = await adminSession(url);
  const other = await adminSession(url, 'COMPUTE_WH');
  await admin.rows('alter warehouse COMPUTE_WH set MAX_CONCURRENCY_LEVEL = 1');
  const hog = other.rows(HOG).catch(() => []);
  const running = await until('the warehouse is full', async () => {
    const [row] = await queryHistory(
      url,
      ({ QUERY_TEXT, EXECUTION_STATUS }) => QUERY_TEXT === HOG && EXECUTION_STATUS === 'RUNNING',
    );
    return row;
  });
  return async () => {
    await admin.rows('alter warehouse COMPUTE_WH set MAX_CONCURRENCY_LEVEL = 8');
    await admin.rows(`select system$cancel_query('${running.QUERY_ID}')`);
    await hog;
    await Promise.all([admin.close(), other.close()]);
  };
}
