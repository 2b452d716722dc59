import { UsageError } from '../errors.js';
import { type Fragment, type Hole, text } from '../sql/fragment.js';
import { quoteText } from '../sql/literal.js';
import { splitAtPlaceholders } from '../sql/placeholders.js';

/** SQL with its values written into it, for a definition: what is kept has no binds. Without recursion, as `render` is. */
export function literally(fragment: Fragment): Fragment {
  const pieces: string[] = [];
  const stack: Fragment['parts'][number][] = [fragment];
  for (let part = stack.pop(); part !== undefined; part = stack.pop()) {
    if (typeof part === 'string') pieces.push(part);
    else if ('hole' in part) pieces.push(valueText(part.hole));
    else if ('shared' in part) pieces.push(part.shared.name);
    else if ('written' in part) {
      const { holes } = part;
      pieces.push(
        ...splitAtPlaceholders(part.written).flatMap((piece, at) => {
          const hole = holes[at];
          return hole === undefined ? [piece] : [piece, valueText(hole)];
        }),
      );
    } else for (let at = part.parts.length - 1; at >= 0; at -= 1) stack.push(part.parts[at] ?? '');
  }
  return text(pieces.join(''));
}

function valueText(hole: Hole): string {
  if ('step' in hole)
    throw new UsageError('invalid_argument', 'A definition cannot read the result of another statement.');
  const { type, value } = hole;
  if (value === null) return 'NULL';
  switch (type) {
    case 'FIXED':
      return value;
    case 'BOOLEAN':
      return value.toUpperCase();
    case 'TEXT':
    case 'BINARY':
      return quoteText(value);
    case 'REAL':
      return `${quoteText(value)}::FLOAT`;
    default:
      return `${quoteText(value)}::${type}`;
  }
}
