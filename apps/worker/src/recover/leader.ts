import { setTimeout as sleep } from 'node:timers/promises';
import { admitAll } from '../admit/admit-all.js';
import { lookAfterSlots } from '../admit/look-after-slots.js';
import { shareCaps } from '../admit/tell-workloads.js';
import { Audits } from '../audit/audit-profiles.js';
import { cancelMany } from '../cancel/cancel-many.js';
import { WishCarrier } from '../cancel/wish-carrier.js';
import type { WorkerPorts } from '../ports.js';
import { closeBatches } from './close-batches.js';
import type { Duty } from './duty.js';
import { DutyLoop } from './duty-loop.js';
import { letWait } from './let-wait.js';
import { lookAtClocks } from './look-at-clocks.js';
import { endOverdue } from './overdue.js';
import { repairJobs } from './repair-jobs.js';
import { dropResults, forgetRecords, sweepFiles } from './retention.js';
import { sweepLedgers } from './sweep-ledgers.js';
import { sweepScratch } from './sweep-scratch.js';
import { trimQueues } from './trim-queues.js';

/** A deadline is met within a second or so, whatever else there is to do. */
const DEADLINES_MS = 250;
/** The safety net of what runs on events: seldom needed, and cheap. */
const ADMISSION_MS = 1_000;
/** By so much at most a clock that was set back is taken for less. */
const CLOCKS_MS = 1_000;
/** Whether Redis has started anew is looked for so often; the history is read seldom. */
const AUDIT_LOOK_MS = 500;
/** Whoever has the job is dead or deaf, and somebody waits for its end. */
const WISHES_MS = 250;
/** Who cancels many jobs waits for it. */
const CANCELS_MS = 250;
const QUEUES_MS = 600_000;
/** Files are looked through one by one: seldom. */
const FILES_MS = 3_600_000;
/** Millions of files on a slow disk, thousands of ledgers. */
const MAY_TAKE_MS = 21_600_000;
/** Striking entries off takes a warehouse. */
const LEDGERS_MS = 21_600_000;

/**
 * Looks for what has become due or was left behind. Each duty is a loop with a lease and a pace of its own, so that a fleet shares
 * them, and one that waits for Snowflake, or fails, keeps none of the others from being done.
 */
export class Leader {
  private readonly loops: readonly DutyLoop[];

  constructor(private readonly ports: WorkerPorts) {
    this.loops = dutiesOf(ports.config).map((duty) => new DutyLoop(duty, ports));
  }

  start(): void {
    for (const loop of this.loops) loop.start();
  }

  /** Whatever still waits for Snowflake after `shutdownMs`, another worker does again. */
  async stop(): Promise<void> {
    const { config, duties } = this.ports;
    const all = duties.run('recovery', () => Promise.all(this.loops.map((loop) => loop.stop())));
    await Promise.race([all, sleep(config.shutdownMs, undefined, { ref: false })]);
  }
}

function dutiesOf({ reconcileMs, sweepMs, shards }: WorkerPorts['config']): readonly Duty[] {
  const wishes = new WishCarrier();
  const audits = new Audits();
  return [
    {
      name: 'timeouts',
      everyMs: Math.min(DEADLINES_MS, reconcileMs),
      pass: endOverdue,
      lagMs: ({ store }) => store.due.lagMs('deadlines'),
    },
    {
      name: 'wishes',
      shared: true,
      everyMs: Math.min(WISHES_MS, reconcileMs),
      pass: (ports) => wishes.carry(ports),
      lagMs: ({ store }) => store.due.lagMs('wishes'),
    },
    { name: 'admission', everyMs: Math.min(ADMISSION_MS, reconcileMs), pass: admitAll },
    { name: 'clocks', everyMs: CLOCKS_MS, pass: lookAtClocks },
    { name: 'slots', everyMs: sweepMs, pass: lookAfterSlots },
    ...(shards > 1 ? [{ name: 'shares', everyMs: Math.min(ADMISSION_MS, reconcileMs), pass: shareCaps }] : []),
    { name: 'handlers', everyMs: reconcileMs, pass: letWait },
    { name: 'repair', everyMs: reconcileMs, pass: repairJobs, lagMs: ({ store }) => store.due.lagMs('reconcile') },
    { name: 'cancels', everyMs: Math.min(CANCELS_MS, reconcileMs), pass: cancelMany },
    { name: 'audit', everyMs: AUDIT_LOOK_MS, pass: (ports, signal) => audits.pass(ports, signal) },
    { name: 'batches', everyMs: reconcileMs, pass: closeBatches },
    { name: 'temporary objects', everyMs: sweepMs, pass: sweepScratch },
    { name: 'results', everyMs: sweepMs, pass: dropResults, lagMs: ({ store }) => store.due.lagMs('resultsExpiring') },
    { name: 'records', everyMs: sweepMs, pass: forgetRecords, lagMs: ({ store }) => store.due.lagMs('expiring') },
    { name: 'queues', everyMs: QUEUES_MS, pass: trimQueues },
    { name: 'files', everyMs: FILES_MS, longestMs: MAY_TAKE_MS, pass: sweepFiles },
    { name: 'ledgers', everyMs: LEDGERS_MS, longestMs: MAY_TAKE_MS, pass: sweepLedgers },
  ];
}
