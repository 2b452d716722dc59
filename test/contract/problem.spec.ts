import { PROBLEM_CODES, PROBLEMS, Problem, ProblemError, problem } from '@firn/contract';

describe('the registry of problems', () => {
  it.each(PROBLEM_CODES)('%s has a title, and a cure in a whole sentence', (code) => {
    const { title, cure, status } = PROBLEMS[code];
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(cure).toMatch(/^[A-Z][\s\S]*\.$/);
    expect(status).toBeGreaterThanOrEqual(400);
  });

  it('makes problems that survive JSON', () => {
    const made = problem('snowflake_error', {
      detail: 'Object T does not exist.',
      queryId: '01b2c3d4-0000-0000-0000-00000000000a',
      snowflake: { code: '002003', sqlState: '42S02', text: "Object 'T' does not exist or not authorized." },
    });
    expect(Problem.parse(JSON.parse(JSON.stringify(made)))).toEqual(made);
  });

  it('keeps the cause, and shows code and detail in the message', () => {
    const error = ProblemError.of('not_found', { detail: 'No job with this ID.' }, { cause: 'x' });
    expect(error.message).toBe('not_found: No job with this ID.');
    expect(error.cause).toBe('x');
    expect(error.problem.status).toBe(404);
  });
});
