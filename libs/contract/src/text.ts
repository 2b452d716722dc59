import { z } from 'zod';

const longest = (most: number) => ({ error: `must have at most ${most} characters` });

/** One line of text that people read and indexes hold. */
export const lineOfText = (most: number) =>
  z
    .string()
    .max(most, longest(most))
    .regex(/^\P{Cc}*$/u, { error: 'must have no control characters' });

/** Text that people read, of any number of lines. */
export const linesOfText = (most: number) =>
  z
    .string()
    .max(most, longest(most))
    .regex(/^(?:\P{Cc}|[\t\n\r])*$/u, { error: 'must have no control characters but tabs and ends of lines' });
