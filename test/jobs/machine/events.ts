import type { MachineEvent } from '@firn/jobs';
import fc from 'fast-check';

/** Any event, said under an epoch of 0 to `epochs`. */
export function anyEvent(epochs: number): fc.Arbitrary<MachineEvent> {
  const epoch = fc.integer({ min: 0, max: epochs });
  const instance = fc.constantFrom('w0', 'w1');
  const claim = (kind: 'claim' | 'store') =>
    fc.record({ kind: fc.constant(kind), step: fc.constantFrom('submit/a', 'submit/b'), stepEpoch: epoch });
  return fc.oneof(
    { weight: 2, arbitrary: fc.constant<MachineEvent>({ kind: 'queue' }) },
    { weight: 2, arbitrary: fc.constant<MachineEvent>({ kind: 'wait' }) },
    { weight: 4, arbitrary: claim('claim') },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('build' as const), epoch }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('intend' as const), epoch, writes: fc.boolean() }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), epoch }) },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('submit' as const), epoch }) },
    { weight: 3, arbitrary: claim('store') },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('put_back' as const),
        epoch,
        unresolved: fc.constantFrom('none' as const, 'read' as const, 'write' as const),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('delay' as const), epoch }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('release' as const), epoch }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('put_back_as_is' as const), epoch }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('fence' as const), epoch }) },
    {
      weight: 2,
      arbitrary: fc.record({ kind: fc.constant('watch' as const), epoch, instance, watched: fc.constant(false) }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('inherit' as const), from: instance, instance }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('unwatch' as const), epoch, instance }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('phase' as const), instance }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('need_review' as const), epoch }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('tell' as const), epoch }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('resolve' as const),
        outcome: fc.constantFrom('succeeded' as const, 'failed' as const, 'rerun' as const),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant('wish' as const),
        by: fc.constantFrom('user' as const, 'timeout' as const),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('end' as const),
        epoch,
        outcome: fc.constantFrom(
          'succeeded' as const,
          'failed' as const,
          'aborted' as const,
          'timed_out' as const,
          'never_sent' as const,
        ),
        writes: fc.boolean(),
        resolved: fc.boolean(),
      }),
    },
  );
}
