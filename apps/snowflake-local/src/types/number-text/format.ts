import { unsupported } from '../../errors.js';

/** A format model of TO_CHAR and TO_NUMBER for fixed-point numbers. */
export interface NumberFormat {
  /** Digits and separators before the point, in order. */
  readonly whole: readonly ('0' | '9' | ',')[];
  /** Digits after the point, in order; empty without a point. */
  readonly fraction: readonly ('0' | '9')[];
  readonly point: boolean;
  /** Where the sign goes: `lead` and `trail` always write one (S), `minus` writes only a minus (MI), `plain` as usual. */
  readonly sign: 'plain' | 'lead' | 'trail' | 'minus_lead' | 'minus_trail';
  readonly dollar: boolean;
  /** FM: no blanks on the left, no zeros on the right that a 9 stands for. */
  readonly fill: boolean;
  /** TM, TM9: the shortest digits. */
  readonly minimal: boolean;
}

interface Draft {
  whole: ('0' | '9' | ',')[];
  fraction: ('0' | '9')[];
  point: boolean;
  sign: NumberFormat['sign'];
  dollar: boolean;
  fill: boolean;
  minimal: boolean;
}

const WORDS: readonly (readonly [word: string, take: (draft: Draft) => void])[] = [
  [
    'FM',
    (draft) => {
      draft.fill = true;
    },
  ],
  [
    'TM9',
    (draft) => {
      draft.minimal = true;
    },
  ],
  [
    'TM',
    (draft) => {
      draft.minimal = true;
    },
  ],
  [
    'MI',
    (draft) => {
      draft.sign = isEmpty(draft) ? 'minus_lead' : 'minus_trail';
    },
  ],
  [
    'S',
    (draft) => {
      draft.sign = isEmpty(draft) ? 'lead' : 'trail';
    },
  ],
  [
    '$',
    (draft) => {
      draft.dollar = true;
    },
  ],
  [
    '.',
    (draft) => {
      draft.point = true;
    },
  ],
  [
    'D',
    (draft) => {
      draft.point = true;
    },
  ],
  [
    ',',
    (draft) => {
      draft.whole.push(',');
    },
  ],
  [
    'G',
    (draft) => {
      draft.whole.push(',');
    },
  ],
  ['0', (draft) => digit(draft, '0')],
  ['9', (draft) => digit(draft, '9')],
];

const isEmpty = (draft: Draft): boolean => draft.whole.length + draft.fraction.length === 0;

function digit(draft: Draft, kind: '0' | '9'): void {
  if (draft.point) draft.fraction.push(kind);
  else draft.whole.push(kind);
}

/** @throws SqlError naming the first element that is not supported. */
export function parseNumberFormat(format: string): NumberFormat {
  const draft: Draft = {
    whole: [],
    fraction: [],
    point: false,
    sign: 'plain',
    dollar: false,
    fill: false,
    minimal: false,
  };
  const text = format.toUpperCase();
  let at = 0;
  while (at < text.length) {
    const found = WORDS.find(([word]) => text.startsWith(word, at));
    if (found === undefined) throw unsupported(`element '${format.slice(at)}' of the number format '${format}'`);
    found[1](draft);
    at += found[0].length;
  }
  return draft;
}
