import { ConfigError, readConfig } from '../../../apps/snowflake-local/src/config.js';

describe('the configuration', () => {
  it('has the documented defaults', () => {
    expect(readConfig([], {})).toMatchObject({
      host: '127.0.0.1',
      port: 8_084,
      dataFolder: null,
      areFaultsAllowed: false,
      user: 'FIRN',
      password: 'firn',
      database: 'FIRN',
      schema: 'PUBLIC',
      warehouse: 'COMPUTE_WH',
      role: 'ACCOUNTADMIN',
    });
  });

  it('takes arguments before the environment', () => {
    const environment = { FIRN_LOCAL_PORT: '1', FIRN_LOCAL_FAULTS: 'true', PATH: '/bin' };
    expect(readConfig(['--port', '0', '--data=folder'], environment)).toMatchObject({
      port: 0,
      dataFolder: 'folder',
      areFaultsAllowed: true,
    });
    expect(readConfig(['--faults', '--port', '2'], {})).toMatchObject({ areFaultsAllowed: true, port: 2 });
  });

  it.each([
    [['--port', 'x'], {}, "--port is 'x'; allowed is a whole number from 0 to 65535."],
    [[], { FIRN_LOCAL_PORT: '70000' }, "FIRN_LOCAL_PORT is '70000'; allowed is a whole number from 0 to 65535."],
    [[], { FIRN_LOCAL_FAULTS: 'maybe' }, "FIRN_LOCAL_FAULTS is 'maybe'; allowed is true or false."],
    [[], { FIRN_LOCAL_CHUNK_ENCODING: 'br' }, 'allowed is one of auto, gzip, identity'],
    [['--memory', 'lots'], {}, "--memory is 'lots'; allowed is a size such as 512MB or 4GB."],
    [['--unknown', '1'], {}, '--unknown is no argument. Allowed are --host, --port'],
    [[], { FIRN_LOCAL_PROT: '1' }, 'FIRN_LOCAL_PROT is no setting.'],
    [['--port'], {}, '--port lacks its value'],
  ])('refuses %j %j', (args, environment, message) => {
    expect(() => readConfig(args, environment)).toThrow(ConfigError);
    expect(() => readConfig(args, environment)).toThrow(message);
  });
});
