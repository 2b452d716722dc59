import { WarehousePlace, Warehouses } from '../../../apps/snowflake-local/src/admit/warehouses.js';

const never = new AbortController().signal;

describe('places on a warehouse', () => {
  it('admits up to the limit, the rest in the order of coming', async () => {
    const warehouses = new Warehouses(() => ({ concurrency: 1 }));
    const order: number[] = [];
    expect(warehouses.tryEnter('WH')).toBe(true);
    const entered = [1, 2].map((place) =>
      warehouses.enter('WH', { signal: never, timeoutMs: 0 }).then(() => {
        order.push(place);
        warehouses.leave('WH');
      }),
    );
    expect(warehouses.load('WH')).toEqual({ running: 1, queued: 2 });
    expect(warehouses.tryEnter('WH')).toBe(false);
    warehouses.leave('WH');
    await Promise.all(entered);
    expect(order).toEqual([1, 2]);
    expect(warehouses.load('WH')).toEqual({ running: 0, queued: 0 });
  });

  it('takes a cancelled statement out of the queue', async () => {
    const warehouses = new Warehouses(() => ({ concurrency: 1 }));
    warehouses.tryEnter('WH');
    const cancel = new AbortController();
    const waiting = warehouses.enter('WH', { signal: cancel.signal, timeoutMs: 0 });
    cancel.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    expect(warehouses.load('WH')).toEqual({ running: 1, queued: 0 });
  });

  it('ends a wait at the queued timeout', async () => {
    const warehouses = new Warehouses(() => ({ concurrency: 1 }));
    warehouses.tryEnter('WH');
    await expect(warehouses.enter('WH', { signal: never, timeoutMs: 1 })).rejects.toMatchObject({ code: '000630' });
  });

  it('lets more in when its limit is raised', async () => {
    let concurrency = 1;
    const warehouses = new Warehouses(() => ({ concurrency }));
    warehouses.tryEnter('WH');
    const waiting = warehouses.enter('WH', { signal: never, timeoutMs: 0 });
    concurrency = 2;
    warehouses.refresh('WH');
    await waiting;
    expect(warehouses.load('WH')).toEqual({ running: 2, queued: 0 });
  });

  it('are lent while a statement waits for a lock, and had again ahead of who waits', async () => {
    const warehouses = new Warehouses(() => ({ concurrency: 1 }));
    warehouses.tryEnter('WH');
    const place = new WarehousePlace(warehouses, 'WH');
    place.lend();
    place.lend();
    expect(warehouses.load('WH')).toEqual({ running: 0, queued: 0 });
    warehouses.tryEnter('WH');
    const order: string[] = [];
    const newcomer = warehouses.enter('WH', { signal: never, timeoutMs: 0 }).then(() => order.push('newcomer'));
    const regained = place.regain(never).then(() => order.push('regained'));
    warehouses.leave('WH');
    await regained;
    place.leave();
    await newcomer;
    expect(order).toEqual(['regained', 'newcomer']);
    warehouses.leave('WH');
    // Whoever was stopped while it had lent its place has none to leave.
    warehouses.tryEnter('WH');
    const stopped = new WarehousePlace(warehouses, 'WH');
    stopped.lend();
    await expect(stopped.regain(AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped');
    stopped.leave();
    expect(warehouses.load('WH')).toEqual({ running: 0, queued: 0 });
  });
});
