import type { FailureClass } from './failure.js';

interface Rule {
  readonly class: FailureClass;
  readonly retryable: boolean;
}

const fixed = (failureClass: FailureClass): Rule => ({ class: failureClass, retryable: false });
const passing = (failureClass: FailureClass): Rule => ({ class: failureClass, retryable: true });

/** Codes whose meaning is known, Snowflake's and the driver's own (4xxxxx). */
const BY_CODE: ReadonlyMap<string, Rule> = new Map([
  ...rules(passing('session_lost'), '390104', '390110', '390111', '390112', '390113', '390114', '390115', '390195'),
  ...rules(passing('session_lost'), '390318', '401004', '405501', '405502', '405503', '407001', '407002'),
  ...rules(passing('transient'), '401001', '401002', '402001', '390505', '000603', '000612', '000625', '000629'),
  ...rules(passing('transient'), '000608', '460002', '333333', '333334', '300002', '300005', '300010'),
  ...rules(fixed('access'), '390100', '390101', '390142', '390144', '390201', '390301', '390303', '000606', '003001'),
  ...rules(fixed('access'), '394300', '394301', '394302', '394303', '394304', '394305', '394306'),
  ...rules(fixed('address'), '404009', '404010'),
  ...rules(passing('quota'), '090073'),
  ...rules(fixed('cancelled'), '000604', '000639'),
  ...rules(fixed('timeout'), '000630', '000631'),
  ...rules(fixed('compile'), '000002', '000008', '000904', '001003', '001044', '001795', '002002', '002003', '002043'),
  ...rules(fixed('compile'), '002140', '000711', '000709', '391908'),
  ...rules(fixed('data'), '100035', '100037', '100038', '100039', '100046', '100051', '100072', '100078', '100090'),
]);

function rules(rule: Rule, ...codes: string[]): [string, Rule][] {
  return codes.map((code) => [code, rule]);
}

/** The driver's refusals of what it is called with: text, binds, options. Nothing was sent. */
const REFUSED_BY_DRIVER = /^4(?:09|10|11)\d{3}$/;

/** Codes of scripts and multi-statement requests that wrap the true error in their text. */
const WRAPPERS: ReadonlySet<string> = new Set(['100132', '100183']);
/** A statement that went with its session: nobody has cancelled it. */
const SESSION_ENDED_TEXT = /session\b.{0,20}\b(?:ended|closed|terminated|aborted|expired|no longer exists)\b/i;
const TIMEOUT_TEXT = /statement or warehouse timeout|statement timeout|timed out/i;

/**
 * Classifies by code, then by SQLSTATE class, then by text.
 *
 * 000604 is a cancel, the end of the statement's session or, on some servers, a timeout: the text tells, and whether the cancel was
 * ours the caller knows.
 */
export function classify(code: string, sqlState: string | null, message: string): Rule {
  if (WRAPPERS.has(code)) return classifyWrapped(message);
  if (code === '000604' && TIMEOUT_TEXT.test(message)) return fixed('timeout');
  if (code === '000604' && SESSION_ENDED_TEXT.test(message)) return passing('session_lost');
  if (REFUSED_BY_DRIVER.test(code)) return fixed('compile');
  return BY_CODE.get(code) ?? bySqlState(sqlState) ?? byText(message);
}

/** `Uncaught exception of type 'STATEMENT_ERROR' on line 1 at position 8 : 100038 (22018): Numeric value …` */
function classifyWrapped(message: string): Rule {
  const inner = /(?:^|[^\d])(\d{6}) \(([0-9A-Z]{5})\)\s*:?/.exec(message);
  if (inner?.[1] !== undefined && inner[2] !== undefined && !WRAPPERS.has(inner[1])) {
    return classify(inner[1], inner[2], message.slice(inner.index + inner[0].length));
  }
  return byText(message);
}

function bySqlState(sqlState: string | null): Rule | undefined {
  switch (sqlState?.slice(0, 2)) {
    case '22':
    case '23':
      return fixed('data');
    case '42':
    case '02':
    case '0A':
      return fixed('compile');
    case '28':
      return fixed('access');
    case '08':
      return passing('session_lost');
    case '57':
      return fixed('cancelled');
    case 'XX':
      return passing('transient');
    default:
      return undefined;
  }
}

function byText(message: string): Rule {
  if (TIMEOUT_TEXT.test(message)) return fixed('timeout');
  if (/SQL execution canceled/i.test(message)) return fixed('cancelled');
  if (/SQL compilation error|syntax error/i.test(message)) return fixed('compile');
  if (/insufficient privileges|not authorized/i.test(message)) return fixed('access');
  if (/numeric value|not recognized|NULL result in a non-nullable|too long and would be truncated/i.test(message)) {
    return fixed('data');
  }
  return fixed('unknown');
}
