/** Answers of Redis that mean "not now", by their first word, and what it is that it waits for. */
const NOT_NOW: Readonly<Record<string, string>> = {
  LOADING: 'Redis is starting',
  MASTERDOWN: 'Redis has lost its master',
  READONLY: 'Redis takes no writes: it is a replica, as for a moment during a fail-over',
  BUSY: 'Redis is held up by a script',
  TRYAGAIN: 'Redis is moving its keys',
  CLUSTERDOWN: 'The Redis Cluster is not complete',
  NOREPLICAS: 'Redis takes no writes: it has too few replicas',
  OOM: 'Redis takes no writes: its memory is full (maxmemory)',
  MISCONF: 'Redis takes no writes: it cannot save them to its disk',
  UNBLOCKED: 'Redis is failing over',
};

/** Why Redis answers, and does not do what it was asked: a sentence without its full stop. Undefined for every other error. */
export const notNow = ({ message }: Error): string | undefined => NOT_NOW[/^[A-Z]+\b/.exec(message)?.[0] ?? ''];
