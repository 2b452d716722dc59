import { displayPath } from '../../catalog/names.js';
import { typeText } from '../../types/snow-type.js';
import { type ListedRow, type Listing, listed } from './listing.js';

export const VARIABLES: Listing = {
  columns: listed('session_id:number', 'created_on:time', 'updated_on:time', 'name', 'value', 'type', 'comment'),
  rows: (_scope, { session }) =>
    [...session.variables].map(([name, { text, type }]) => ({
      name,
      cells: [
        session.sessionId,
        new Date(session.now),
        new Date(session.now),
        name,
        text,
        typeText(type).replace(/\(.*/, ''),
        '',
      ],
    })),
};

export const TRANSACTIONS: Listing = {
  columns: listed('id:number', 'user', 'session:number', 'name', 'started_on:time', 'state', 'scope:number'),
  rows: (_scope, _context, { engine, session }) =>
    engine.sessions
      .list()
      .filter((other) => other.user === session.user)
      .flatMap(({ id, user, transaction }) =>
        transaction === null
          ? []
          : [
              {
                name: transaction.id,
                cells: [
                  transaction.id,
                  user,
                  id,
                  transaction.name ?? transaction.id,
                  new Date(transaction.startedAt),
                  'running',
                  0,
                ],
              },
            ],
      ),
};

export const LOCKS: Listing = {
  columns: listed(
    ...['resource', 'type', 'transaction:number', 'transaction_started_on:time', 'status', 'acquired_on:time'],
    ...['query_id', 'session:number'],
  ),
  rows: (_scope, { catalog }, { engine, session }) => {
    const names = new Map(
      catalog
        .databases()
        .flatMap(({ name: database }) => catalog.schemas(database))
        .flatMap(({ database, name: schema }) => catalog.relations({ database, schema }))
        .flatMap((relation) =>
          'duckName' in relation
            ? [[relation.id, displayPath([relation.database, relation.schema, relation.name])]]
            : [],
        ),
    );
    return engine.sessions
      .list()
      .filter((other) => other.user === session.user)
      .flatMap(({ id, transaction }) =>
        (transaction?.locks.list() ?? []).flatMap(({ table, isHeld }): readonly ListedRow[] => {
          const name = names.get(table);
          if (name === undefined || transaction === null) return [];
          const { id: transactionId, startedAt } = transaction;
          const status = isHeld ? 'HOLDING' : 'WAITING';
          const cells = [name, 'PARTITIONS', transactionId, new Date(startedAt), status, null, null, id];
          return [{ name, cells }];
        }),
      );
  },
};
