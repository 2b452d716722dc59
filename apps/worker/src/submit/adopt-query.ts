import { ProblemError } from '@firn/contract';
import type { Job } from '@firn/jobs';
import type { HistoryStatement } from '@firn/snowflake';
import type { WorkerPorts } from '../ports.js';
import { whileWanted } from '../steps/while-wanted.js';
import { parseQueryTag } from './query-tag.js';
import { storeText } from './store-text.js';

/**
 * Takes a query that runs or has run as this job's own. Only the tenant's own: its tag says whose it is. False: a later epoch
 * has the job.
 */
export async function adoptQuery(job: Job, queryId: string, ports: WorkerPorts): Promise<boolean> {
  const entry = await lookUp(job, queryId, ports);
  const tag = entry === null ? null : parseQueryTag(entry.tag);
  if (entry === null || tag?.tenant !== job.tenant) {
    // One answer for both: whether a foreign query exists is nobody's business.
    throw ProblemError.of('adopt_refused', {
      detail: `The query ${queryId} is not known as one that Firn submitted for this tenant.`,
      queryId,
    });
  }
  const [shown = ''] = await ports.compiler.mask([entry.text], null);
  const queryText = await storeText(job.tenant, shown, ports);
  const adopted = await ports.store.recordAdopted(job, queryId, {
    queryText,
    resultKind: 'rows',
    ...(tag.does !== undefined && { writes: tag.does !== 'read' }),
  });
  return !adopted.stale;
}

async function lookUp(job: Job, queryId: string, ports: WorkerPorts): Promise<HistoryStatement | null> {
  const session = await ports.sessions.of(job, 'control');
  const status = await whileWanted(job, `The status of ${queryId}`, (signal) => session.status(queryId, signal), ports);
  if (status.state === 'unknown' || status.figures.sessionId === null) return null;
  const { sessionId } = status.figures;
  return whileWanted(
    job,
    `The history of session ${sessionId}`,
    () => ports.sessions.historyOfQuery(job, session, { sessionId, queryId }),
    ports,
  );
}
