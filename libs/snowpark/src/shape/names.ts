type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9';

/** Signs that make a name more than a plain word: it is then taken as it is. */
type Sign = ' ' | '.' | '-' | '/' | ':' | ',' | '(' | ')' | '+' | '*' | '%' | '&' | '#' | '@' | '!' | '?' | "'";

type NotPlain = `${string}${Sign}${string}` | `${Digit}${string}` | `$${string}`;

/** A name as it folds in Snowflake, and in `realName`: `amount` and `AMOUNT` are AMOUNT, `"amount"` keeps its letters. */
export type Ident<N extends string> = N extends `"${infer Quoted}"` ? Quoted : N extends NotPlain ? N : Uppercase<N>;

/** The ways to write a real name: as it is, in lower case, in quotes. */
export type Spelling<K extends string> = K | Lowercase<K> | `"${K}"`;

/** Makes hovers readable: an intersection becomes one object. */
export type Flatten<T> = { [K in keyof T]: T[K] } & {};
