import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type JobRequestInput, PROBLEMS } from '@firn/contract';
import { type OddServers, oddServers } from '../support/odd-servers.js';
import { startWorld, type World } from './world.js';

jest.setTimeout(120_000);

describe('a worker whose profile has a wrong address', () => {
  let world: World;
  let odd: OddServers;
  let profilesFile: string;
  let right: { readonly name: string; readonly accessUrl: string };
  beforeAll(async () => {
    odd = await oddServers();
    world = await startWorld();
    profilesFile = join(world.folder, 'profiles.json');
    [right] = JSON.parse(readFileSync(profilesFile, 'utf8')).profiles;
  });
  afterAll(async () => {
    odd?.close();
    await world?.stop();
  });
  const write = (...profiles: readonly object[]) => writeFileSync(profilesFile, JSON.stringify({ profiles }));

  it('fails its jobs at once, writes too, says what is wrong with which address, and does what the cure says', async () => {
    const wrong: readonly (readonly [profile: string, accessUrl: string, said: string])[] = [
      ['tls', right.accessUrl.replace('http:', 'https:'), `does not speak TLS. Write ${right.accessUrl}.`],
      ['plain', `http://${odd.secure}`, `${odd.secure} speaks TLS only. Write https://${odd.secure}.`],
      ['page', `http://${odd.page}`, 'what answers there is no Snowflake. Check the account or the address.'],
      ['other', `http://${odd.other}`, 'what answers there is no Snowflake. Check the account or the address.'],
    ];
    write(...wrong.map(([name, accessUrl]) => ({ ...right, name, accessUrl })));
    const worker = await world.process('astray');
    const requests = (profile: string): readonly Partial<JobRequestInput>[] => [
      { profile, sql: 'select 1 as A' },
      { profile, sql: `create table MADE_BY_${profile} as select 1 as A` },
    ];
    for (const [profile, accessUrl, said] of wrong) {
      for (const id of await Promise.all(requests(profile).map((request) => world.submit(request)))) {
        const { state, problem } = await world.until(id);
        expect([profile, state, problem?.code]).toEqual([profile, 'failed', 'wrong_address']);
        expect(problem?.detail).toContain(accessUrl);
        expect(problem?.detail).toContain(said);
        expect(problem?.cure).toBe(PROBLEMS.wrong_address.cure);
      }
    }

    await worker.stop();
    write(...wrong.map(([name]) => ({ ...right, name })));
    await world.process('corrected');
    for (const [profile] of wrong) {
      for (const request of requests(profile)) {
        expect(await world.until(await world.submit(request))).toMatchObject({ state: 'succeeded' });
      }
    }
  });
});
