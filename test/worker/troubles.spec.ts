import { createLogger } from '@firn/nest/internal';
import { Troubles } from '../../apps/worker/src/health/troubles.js';

describe('what a worker met trouble with', () => {
  const log = createLogger('fatal', { app: 'worker' });

  it('is cured by the duty that told of it last, and not by one that looks at less of it', () => {
    const troubles = new Troubles(log);
    troubles.tell(new Error('damaged'), 'Job a', 'repair');
    troubles.cured('Job a', 'timeouts');
    expect(troubles.all).toEqual([{ what: 'Job a', detail: 'damaged', times: 1 }]);
    troubles.cured('Job a', 'repair');
    expect(troubles.all).toEqual([]);
  });

  it('stays where nobody looks again', () => {
    const troubles = new Troubles(log);
    troubles.tell(new Error('damaged'), 'Job a');
    troubles.cured('Job a', 'repair');
    expect(troubles.all).toHaveLength(1);
  });
});
