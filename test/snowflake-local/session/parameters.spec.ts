import { Parameters } from '../../../apps/snowflake-local/src/session/parameters.js';

describe('session parameters', () => {
  it('keep the JSON type that drivers cast by, whatever spelling set them', () => {
    const parameters = new Parameters();
    parameters.set('autocommit', 'False');
    parameters.set('CLIENT_PREFETCH_THREADS', '8');
    parameters.set('query_tag', 7);
    expect([
      parameters.get('AUTOCOMMIT'),
      parameters.get('CLIENT_PREFETCH_THREADS'),
      parameters.get('QUERY_TAG'),
    ]).toEqual([false, 8, '7']);
  });

  it('keep names that the server does not know, and tell the driver', () => {
    const parameters = new Parameters();
    parameters.set('some_vendor_switch', 'on');
    expect(parameters.forDriver()).toContainEqual({ name: 'SOME_VENDOR_SWITCH', value: 'on' });
    parameters.unset('SOME_VENDOR_SWITCH');
    expect(parameters.get('SOME_VENDOR_SWITCH')).toBeUndefined();
  });

  it('of one statement leave those of the session alone', () => {
    const session = new Parameters();
    session.set('QUERY_TAG', 'session');
    expect(session.with({ QUERY_TAG: 'statement' }).text('QUERY_TAG')).toBe('statement');
    expect(session.text('QUERY_TAG')).toBe('session');
  });

  it('always hold what drivers crash without', () => {
    const names = new Parameters().forDriver().map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'BINARY_OUTPUT_FORMAT',
        'TIMEZONE',
        'AUTOCOMMIT',
        'CLIENT_STAGE_ARRAY_BINDING_THRESHOLD',
      ]),
    );
  });
});
