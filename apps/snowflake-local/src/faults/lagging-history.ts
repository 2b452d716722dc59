import type { HistoryLookup } from '../execute/statement.js';
import type { History } from '../history/history.js';
import type { Faults } from './faults.js';

/** The history as its functions see it while a rule makes it lag. Statuses by ID do not lag. */
export function laggingHistory(history: History, faults: Faults): HistoryLookup {
  const seenAt = (): number | undefined => (faults.historyLagMs === 0 ? undefined : Date.now() - faults.historyLagMs);
  return {
    columns: history.columns,
    relation: (request) => history.relation(request, seenAt()),
    everything: (viewer) => history.everything(viewer, seenAt()),
  };
}
