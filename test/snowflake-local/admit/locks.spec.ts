import { LockRefused, LockTable, type TableLocks } from '../../../apps/snowflake-local/src/admit/locks.js';

const never = new AbortController().signal;
const take = (owner: TableLocks, table: string, mode: 'shared' | 'exclusive', signal = never, timeoutMs = 60_000) => {
  let blocked = false;
  const taken = owner.take([{ table, mode }], {
    signal,
    timeoutMs,
    onBlocked: () => {
      blocked = true;
    },
  });
  return { taken, isBlocked: () => blocked };
};
/** Lets everything that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('table locks', () => {
  it('lets INSERTs share a table and keeps everything else apart', async () => {
    const locks = new LockTable();
    const [first, second, third] = [locks.owner(), locks.owner(), locks.owner()];
    await take(first, 'T', 'shared').taken;
    await take(second, 'T', 'shared').taken;
    const update = take(third, 'T', 'exclusive');
    await settle();
    expect(update.isBlocked()).toBe(true);
    first.release();
    second.release();
    await update.taken;
    expect(third.holds('T')).toBe('exclusive');
  });

  it('grants in the order of asking, so that INSERTs cannot starve an UPDATE', async () => {
    const locks = new LockTable();
    const order: string[] = [];
    const holder = locks.owner();
    await take(holder, 'T', 'shared').taken;
    const update = locks.owner();
    const insert = locks.owner();
    const updated = take(update, 'T', 'exclusive').taken.then(() => order.push('update'));
    const inserted = take(insert, 'T', 'shared').taken.then(() => order.push('insert'));
    holder.release();
    await updated;
    update.release();
    await inserted;
    expect(order).toEqual(['update', 'insert']);
  });

  it('strengthens its own lock, and keeps it when a weaker one is asked for', async () => {
    const locks = new LockTable();
    const owner = locks.owner();
    await take(owner, 'T', 'shared').taken;
    await take(owner, 'T', 'exclusive').taken;
    await take(owner, 'T', 'shared').taken;
    expect(owner.holds('T')).toBe('exclusive');
  });

  it('refuses the twenty-first waiter', async () => {
    const locks = new LockTable();
    const holder = locks.owner();
    await take(holder, 'T', 'exclusive').taken;
    const waiting = Array.from({ length: 20 }, () => take(locks.owner(), 'T', 'shared').taken);
    await expect(take(locks.owner(), 'T', 'shared').taken).rejects.toMatchObject({ reason: 'too_many_waiters' });
    holder.release();
    await Promise.all(waiting);
  });

  it('refuses a wait that would be a deadlock', async () => {
    const locks = new LockTable();
    const [first, second] = [locks.owner(), locks.owner()];
    await take(first, 'A', 'exclusive').taken;
    await take(second, 'B', 'exclusive').taken;
    const waiting = take(first, 'B', 'exclusive').taken;
    await expect(take(second, 'A', 'exclusive').taken).rejects.toBeInstanceOf(LockRefused);
    second.release();
    await waiting;
  });

  it('gives up at the lock timeout and at a cancel, and lets the next one through', async () => {
    const locks = new LockTable();
    const holder = locks.owner();
    await take(holder, 'T', 'shared').taken;
    const cancel = new AbortController();
    const cancelled = take(locks.owner(), 'T', 'exclusive', cancel.signal).taken;
    const behind = take(locks.owner(), 'T', 'shared').taken;
    cancel.abort(new Error('stopped'));
    await expect(cancelled).rejects.toThrow('stopped');
    await behind;
    await expect(take(locks.owner(), 'T', 'exclusive', never, 1).taken).rejects.toMatchObject({ reason: 'timeout' });
  });
});
