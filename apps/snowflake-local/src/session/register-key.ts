import type { Catalog } from '../catalog/catalog.js';
import type { Duck } from '../execute/duck.js';

/** Gives a user the public key of the configuration. PEM lines and blanks are taken off. */
export async function registerPublicKey(duck: Duck, catalog: Catalog, name: string, key: string): Promise<void> {
  const user = catalog.view('').user(name);
  const rsaPublicKey = key.replace(/-----[^-]+-----/g, '').replace(/\s+/g, '');
  if (user === undefined || user.rsaPublicKey === rsaPublicKey) return;
  const change = catalog.begin('');
  await duck.use(async (connection) => {
    await connection.run('BEGIN TRANSACTION');
    await change.change(connection, [{ action: 'put', entry: { ...user, rsaPublicKey } }]);
    await connection.run('COMMIT');
  });
  change.commit();
}
