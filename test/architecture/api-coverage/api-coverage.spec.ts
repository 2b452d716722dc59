import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { coverage, page } from './coverage.js';

const file = join(__dirname, '../../../docs/api-coverage.md');
const groups = coverage();

it('is told by the documentation as it is', () => {
  const made = page(groups);
  if (process.env.FIRN_WRITE_DOCS === '1') writeFileSync(file, made);
  expect(readFileSync(file, 'utf8')).toBe(made);
});

it('has nearly every function, each with a test of its text', () => {
  const functions = (groups.get('functions') ?? []).filter((each) => each.absent === null);
  expect(functions.filter((each) => each.presentAs === null).map((each) => each.name)).toEqual([]);
  expect(functions.filter((each) => !each.text).map((each) => each.name)).toEqual([]);
});

it('has a test of the text of whatever sends SQL', () => {
  const untested = [...groups].flatMap(([group, lines]) =>
    lines.flatMap((each) =>
      each.presentAs === null || each.text || each.noText ? [] : [`${group}.${each.presentAs}`],
    ),
  );
  expect(untested).toEqual([]);
});

it('has a test of the rows of whatever the local Snowflake has', () => {
  const untested = [...groups].flatMap(([group, lines]) =>
    lines.flatMap((each) =>
      each.presentAs === null || each.rows || each.notLocal ? [] : [`${group}.${each.presentAs}`],
    ),
  );
  expect(untested).toEqual([]);
});
