/** Starts the query of example 9, prints its query ID and ends: another process goes on with the ID alone. */
import { durableSession } from '@firn/client';
import { directSession } from '@firn/snowflake';
import { startQuery } from './async-jobs.js';

const options = JSON.parse(process.argv[2] ?? '{}');
const session = 'direct' in options ? await directSession(options.direct) : await durableSession(options.durable);
process.stdout.write(`${await startQuery(session)}\n`);
await session.close();
