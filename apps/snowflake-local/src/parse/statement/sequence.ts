import type { Option } from '../ast.js';
import { parseOptions } from '../query/options.js';
import type { Reader } from '../reader.js';

/** `START WITH 1 INCREMENT BY 1 ORDER`, each in any of its spellings, and `COMMENT = '...'`. */
export function parseSequenceOptions(reader: Reader): Option[] {
  const options: Option[] = [];
  reader.accept('WITH');
  for (;;) {
    const { start } = reader;
    const number = reader.acceptOneOf('START', 'INCREMENT');
    const order = number === undefined ? reader.acceptOneOf('ORDER', 'NOORDER') : undefined;
    if (number !== undefined) {
      reader.accept(number === 'START' ? 'WITH' : 'BY');
      reader.acceptSymbol('=');
      const text = `${reader.acceptSymbol('-') ? '-' : ''}${reader.integer()}`;
      options.push({ name: number, value: { kind: 'number', text }, ...reader.since(start) });
    } else if (order !== undefined) {
      options.push({ name: 'ORDER', value: { kind: 'boolean', value: order === 'ORDER' }, ...reader.since(start) });
    } else {
      const others = parseOptions(reader);
      options.push(...others);
      if (others.length === 0) return options;
    }
    reader.acceptSymbol(',');
  }
}
