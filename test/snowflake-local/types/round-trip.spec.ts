import fc from 'fast-check';
import { bindLiteral } from '../../../apps/snowflake-local/src/types/bind-literal.js';
import { castTo } from '../../../apps/snowflake-local/src/types/cast/cast.js';
import { cellExpression } from '../../../apps/snowflake-local/src/types/cell.js';
import { exact, rescale, write } from '../../../apps/snowflake-local/src/types/exact-text.js';
import { toForm } from '../../../apps/snowflake-local/src/types/forms.js';
import { fromCell } from '../../../apps/snowflake-local/src/types/from-cell.js';
import { numberLiteral, textLiteral } from '../../../apps/snowflake-local/src/types/literal.js';
import { wideForm } from '../../../apps/snowflake-local/src/types/physical.js';
import { fixed, type SnowType, time, timestamp } from '../../../apps/snowflake-local/src/types/snow-type.js';
import type { Emitted } from '../../../apps/snowflake-local/src/types/typed.js';
import { propertyRuns } from '../../support/property-runs.js';
import { context, ValueEngine } from './engine.js';

const session = context();
let engine: ValueEngine;
beforeAll(async () => {
  engine = await ValueEngine.open();
});
afterAll(() => engine.close());

/** The cell of a value, of the same value in its wide form, and of the value that is read back from the cell. */
async function everyForm(value: Emitted): Promise<readonly (string | null)[]> {
  const physical = wideForm(value.type);
  const wide: Emitted = { ...value, sql: toForm(value, value.type, physical), physical };
  const cell = cellExpression(value.sql, value.type, value.physical);
  const again: Emitted = { ...value, sql: fromCell(cell, value.type, value.physical) };
  const wideAgain: Emitted = { ...wide, sql: fromCell(cell, value.type, physical) };
  return engine.cells(value, wide, again, wideAgain);
}

const column = ({ literal: _, ...value }: Emitted): Emitted => value;
const bound = { min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n };
const digits = fc.tuple(fc.oneof(fc.bigInt(bound), fc.bigInt({ min: -(10n ** 19n), max: 10n ** 19n })), fc.nat(37));

it('numbers of up to 38 digits', () =>
  fc.assert(
    fc.asyncProperty(digits, async ([units, scale]) => {
      const text = write({ units, scale });
      if (text.replace(/[-.]/g, '').length > 38) return;
      const value = numberLiteral(text);
      expect(await everyForm(value)).toEqual(Array.from({ length: 4 }, () => text));
      expect(await engine.cell(castTo(textLiteral(text), value.type, session))).toBe(text);
      expect(await engine.cell(column(bindLiteral({ type: 'FIXED', value: text }, session)))).toBe(text);
    }),
    { numRuns: propertyRuns(150) },
  ));

it('casts between NUMBERs round half away from zero', () =>
  fc.assert(
    fc.asyncProperty(digits, fc.nat(12), fc.integer({ min: 1, max: 38 }), async ([units, scale], to, precision) => {
      const text = write({ units, scale });
      if (text.replace(/[-.]/g, '').length > 38 || to > precision) return;
      const type = fixed(precision, to);
      const expected = rescale(exact(text), to);
      const fits = (expected.units < 0n ? -expected.units : expected.units) < 10n ** BigInt(precision);
      for (const value of [numberLiteral(text), column(numberLiteral(text)), column(textLiteral(text))]) {
        const outcome = await engine.outcome(() => castTo(value, type, session));
        if (fits) expect(outcome).toMatchObject({ cell: write(expected) });
        else expect(outcome).toMatchObject({ error: expect.stringMatching(/^1000(39|46) 22003 /) });
      }
    }),
    { numRuns: propertyRuns(120) },
  ));

const nanos = fc.bigInt({ min: -62_135_596_800_000_000_000n, max: 253_402_300_799_999_999_999n });

it('timestamps and times with nine digits', () =>
  fc.assert(
    fc.asyncProperty(nanos, fc.integer({ min: -840, max: 840 }), fc.boolean(), async (any, offset, coarse) => {
      const at = coarse ? any - (any % 1_000n) : any;
      const cell = write({ units: at, scale: 9 });
      const tag = `${at} ${offset + 1440}`;
      for (const kind of ['TIMESTAMP_NTZ', 'TIMESTAMP_LTZ'] as const) {
        const value = bindLiteral({ type: kind, value: String(at) }, session);
        expect(await everyForm(value)).toEqual([cell, cell, cell, cell]);
      }
      const zoned = bindLiteral({ type: 'TIMESTAMP_TZ', value: tag }, session);
      const zonedCell = `${cell} ${offset + 1440}`;
      expect(await everyForm(zoned)).toEqual([zonedCell, zonedCell, zonedCell, zonedCell]);
      const ofDay = ((at % 86_400_000_000_000n) + 86_400_000_000_000n) % 86_400_000_000_000n;
      const clock = write({ units: ofDay, scale: 9 });
      expect(await everyForm(bindLiteral({ type: 'TIME', value: String(ofDay) }, session))).toEqual([
        clock,
        clock,
        clock,
        clock,
      ]);
    }),
    { numRuns: propertyRuns(60) },
  ));

it('timestamps as text, constant or stored, cut to every scale', () =>
  fc.assert(
    fc.asyncProperty(nanos, fc.integer({ min: 0, max: 9 }), async (at, scale) => {
      const kinds: readonly SnowType[] = [timestamp('timestamp_ntz', scale), timestamp('timestamp_tz', scale)];
      const text = isoText(at);
      const unit = 10n ** BigInt(9 - scale);
      const cut = at - (((at % unit) + unit) % unit);
      const cell = write({ units: cut / unit, scale });
      for (const type of kinds) {
        const wanted = type.kind === 'timestamp_tz' ? `${cell} 1440` : cell;
        const cells = await engine.cells(
          castTo(textLiteral(text), type, session),
          castTo(column(textLiteral(text)), type, session),
        );
        expect(cells).toEqual([wanted, wanted]);
      }
      const clock = castTo(column(textLiteral(text.slice(11))), time(scale), session);
      const ofDay = ((cut % 86_400_000_000_000n) + 86_400_000_000_000n) % 86_400_000_000_000n;
      expect(await engine.cell(clock)).toBe(write({ units: ofDay / unit, scale }));
    }),
    { numRuns: propertyRuns(60) },
  ));

function isoText(at: bigint): string {
  const seconds = (at - (((at % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n)) / 1_000_000_000n;
  const fraction = String(at - seconds * 1_000_000_000n).padStart(9, '0');
  return `${new Date(Number(seconds) * 1_000).toISOString().slice(0, 19).replace('T', ' ')}.${fraction}`;
}
