import { ConnectionRegistry, type Profile, type ProfileInput, type Purpose, parseProfile } from '@firn/snowflake';
import { ProtocolServer, type Script } from './protocol-server.js';

export const profileFor = (accessUrl: string, more: Partial<ProfileInput> = {}): Profile =>
  parseProfile({
    name: 'test',
    account: 'local',
    user: 'firn',
    auth: { kind: 'password', password: 'firn' },
    database: 'FIRN',
    schema: 'PUBLIC',
    warehouse: 'COMPUTE_WH',
    accessUrl,
    ...more,
  });

/** A protocol server and sessions over it; closed together. */
export async function scripted(script: Script = () => undefined, limits: ProfileInput['limits'] = {}) {
  const server = new ProtocolServer();
  server.script = script;
  await server.start();
  const registry = new ConnectionRegistry({ decodingThreads: 1 });
  const profile = profileFor(server.url, { limits });
  return {
    server,
    registry,
    profile,
    session: (purpose: Purpose = 'shared') => registry.session(profile, purpose),
    async [Symbol.asyncDispose]() {
      await registry.close();
      await server.stop();
    },
  };
}

/** What a promise is rejected with. */
export const rejection = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('It was not rejected.')),
    (error: unknown) => error,
  );
