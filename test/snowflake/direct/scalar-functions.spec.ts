import * as F from '@firn/snowpark';
import { type AnyColumn, lit } from '@firn/snowpark';
import { useDirect } from '../../support/direct.js';

const direct = useDirect();

/** N is 7, X is 2.5, S is `a,b,c`, D a date, T a moment, O an object, A an array, V a variant, Z NULL. */
const one = () =>
  direct.session.sql(
    `select 7 as n, 2.5::float as x, 'a,b,c' as s, '2020-02-28'::date as d, '2020-02-28 13:14:15.5'::timestamp_ntz as t,
       parse_json('{"k":1}')::object as o, parse_json('[3,1,null,3]')::array as a, parse_json('{"k":[1,null]}') as v, null::int as z`,
  );

type Cases = Readonly<Record<string, readonly [AnyColumn, string | null]>>;

const NUMERIC: Cases = {
  abs: [F.abs(lit(-7)), '7'],
  acos: [F.acos(lit(1)), '0'],
  acosh: [F.acosh(lit(1)), '0'],
  asin: [F.asin(lit(0)), '0'],
  asinh: [F.asinh(lit(0)), '0'],
  atan: [F.atan(lit(0)), '0'],
  atan2: [F.atan2(lit(0), lit(1)), '0'],
  atanh: [F.atanh(lit(0)), '0'],
  bitnot: [F.bitnot('n'), '-8'],
  bitmapBitPosition: [F.bitmapBitPosition('n'), '6'],
  bitmapBucketNumber: [F.bitmapBucketNumber('n'), '1'],
  cbrt: [F.cbrt(lit(27)), '3'],
  ceil: [F.ceil('x'), '3'],
  cos: [F.cos(lit(0)), '1'],
  cosh: [F.cosh(lit(0)), '1'],
  degrees: [F.degrees(F.pi()), '180'],
  div0: [F.div0('n', lit(0)), '0'],
  exp: [F.exp(lit(0)), '1'],
  factorial: [F.factorial(lit(5)), '120'],
  floor: [F.floor('x'), '2'],
  getbit: [F.getbit('n', 0), '1'],
  haversine: [F.haversine(lit(0), lit(0), lit(0), lit(0)), '0'],
  ln: [F.ln(lit(1)), '0'],
  log: [F.log(2, lit(8)), '3'],
  log1p: [F.log1p(lit(0)), '0'],
  mod: [F.mod('n', lit(4)), '3'],
  pow: [F.pow('n', lit(2)), '49'],
  radians: [F.radians(lit(0)), '0'],
  round: [F.round(lit(new F.Decimal('2.55')), 1), '2.6'],
  sign: [F.sign(lit(-3)), '-1'],
  sin: [F.sin(lit(0)), '0'],
  sinh: [F.sinh(lit(0)), '0'],
  sqrt: [F.sqrt(lit(49)), '7'],
  square: [F.square('n'), '49'],
  tan: [F.tan(lit(0)), '0'],
  tanh: [F.tanh(lit(0)), '0'],
  trunc: [F.trunc('x', 0), '2'],
};

const TEXT: Cases = {
  ascii: [F.ascii('s'), '97'],
  base64DecodeString: [F.base64DecodeString(lit('YQ==')), 'a'],
  base64Encode: [F.base64Encode('s'), 'YSxiLGM='],
  bitLength: [F.bitLength('s'), '40'],
  char: [F.char(lit(65)), 'A'],
  chr: [F.chr(lit(65)), 'A'],
  concat: [F.concat('s', lit('!')), 'a,b,c!'],
  concatWs: [F.concatWs(lit('-'), lit('a'), lit('b')), 'a-b'],
  contains: [F.contains('s', 'b'), 'true'],
  hexEncode: [F.hexEncode(lit('a')), '61'],
  initcap: [F.initcap(lit('ab cd')), 'Ab Cd'],
  jarowinklerSimilarity: [F.jarowinklerSimilarity('s', 's'), '100'],
  left: [F.left('s', 2), 'a,'],
  length: [F.length('s'), '5'],
  lower: [F.lower(lit('AB')), 'ab'],
  lpad: [F.lpad(lit('a'), 3, lit('x')), 'xxa'],
  ltrim: [F.ltrim(lit('xxa'), lit('x')), 'a'],
  md5: [F.md5(lit('a')), '0cc175b9c0f1b6a831c399e269772661'],
  octetLength: [F.octetLength(lit('é')), '2'],
  position: [F.position(lit('b'), 's'), '3'],
  regexpLike: [F.regexpLike('s', lit('a.*')), 'true'],
  regexpSubstrAll: [F.regexpSubstrAll('s', lit('[a-c]')), '["a","b","c"]'],
  repeat: [F.repeat(lit('ab'), 2), 'abab'],
  replace: [F.replace('s', ',', ';'), 'a;b;c'],
  reverse: [F.reverse('s'), 'c,b,a'],
  right: [F.right('s', 2), ',c'],
  rpad: [F.rpad(lit('a'), 3, lit('x')), 'axx'],
  rtrim: [F.rtrim(lit('axx'), lit('x')), 'a'],
  rtrimmedLength: [F.rtrimmedLength(lit('a  ')), '1'],
  sha2: [F.sha2(lit('a'), 256), 'ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb'],
  soundex: [F.soundex(lit('Robert')), 'R163'],
  space: [F.concat(lit('['), F.space(lit(2)), lit(']')), '[  ]'],
  split: [F.split('s', lit(',')), '["a","b","c"]'],
  splitPart: [F.splitPart('s', lit(','), lit(2)), 'b'],
  substr: [F.substr('s', 3, 1), 'b'],
  translate: [F.translate('s', lit(','), lit(';')), 'a;b;c'],
  trim: [F.trim(lit(' a ')), 'a'],
  tryBase64DecodeString: [F.tryBase64DecodeString(lit('?')), null],
  tryHexDecodeString: [F.tryHexDecodeString(lit('zz')), null],
  unicode: [F.unicode(lit('a')), '97'],
  upper: [F.upper('s'), 'A,B,C'],
  toVarchar: [F.toVarchar('n'), '7'],
  toChar: [F.toChar('d', 'YYYY'), '2020'],
  strtokToArray: [F.strtokToArray('s', lit(',')), '["a","b","c"]'],
};

const DATES: Cases = {
  addMonths: [F.addMonths('d', 1), '2020-03-28'],
  convertTimezone: [F.convertTimezone(lit('UTC'), 't', lit('Europe/Berlin')), '2020-02-28T12:14:15.5'],
  dateFormat: [F.dateFormat('d', 'YYYY/MM'), '2020/02'],
  dateFromParts: [F.dateFromParts(lit(2020), lit(1), lit(2)), '2020-01-02'],
  datePart: [F.datePart('year', 'd'), '2020'],
  dateTrunc: [F.dateTrunc('month', 'd'), '2020-02-01'],
  datediff: [F.datediff('month', 'd', lit(F.SnowDate.of(2021, 2, 1))), '12'],
  dayname: [F.dayname('d'), 'Fri'],
  dayofmonth: [F.dayofmonth('d'), '28'],
  dayofweek: [F.dayofweek('d'), '5'],
  dayofyear: [F.dayofyear('d'), '59'],
  fromUnixtime: [F.fromUnixtime(lit(0)), '1970-01-01T00:00:00'],
  hour: [F.hour('t'), '13'],
  minute: [F.minute('t'), '14'],
  month: [F.month('d'), '2'],
  monthname: [F.monthname('d'), 'Feb'],
  monthsBetween: [F.monthsBetween(lit(F.SnowDate.of(2020, 3, 28)), 'd'), '1'],
  nextDay: [F.nextDay('d', 'mo'), '2020-03-02'],
  quarter: [F.quarter('d'), '1'],
  second: [F.second('t'), '15'],
  timeFromParts: [F.timeFromParts(lit(1), lit(2), lit(3)), '01:02:03'],
  timestampNtzFromParts: [
    F.timestampNtzFromParts(lit(2020), lit(1), lit(2), lit(3), lit(4), lit(5)),
    '2020-01-02T03:04:05',
  ],
  weekofyear: [F.weekofyear('d'), '9'],
  year: [F.year('d'), '2020'],
  toDate: [F.toDate(lit('2020-01-02')), '2020-01-02'],
  toTime: [F.toTime(lit('01:02:03')), '01:02:03'],
  toTimestampNtz: [F.toTimestampNtz(lit('2020-01-02 03:04:05')), '2020-01-02T03:04:05'],
};

const SEMI_STRUCTURED: Cases = {
  arrayAppend: [F.arrayAppend('a', 9), '[3,1,null,3,9]'],
  arrayCat: [F.arrayCat('a', F.arrayConstruct(9)), '[3,1,null,3,9]'],
  arrayCompact: [F.arrayCompact(F.arrayConstruct(1, null)), '[1]'],
  arrayConstruct: [F.arrayConstruct(1, 'x'), '[1,"x"]'],
  arrayConstructCompact: [F.arrayConstructCompact(1, null), '[1]'],
  arrayContains: [F.arrayContains(F.toVariant(lit(1)), 'a'), 'true'],
  arrayDistinct: [F.arraySize(F.arrayDistinct('a')), '3'],
  arrayFlatten: [F.arrayFlatten(F.arrayConstruct(F.arrayConstruct(1), F.arrayConstruct(2))), '[1,2]'],
  arraySize: [F.arraySize('a'), '4'],
  arraySlice: [F.arraySlice('a', 0, 2), '[3,1]'],
  arrayToString: [F.arrayToString(F.arrayConstruct(1, 2), lit('-')), '1-2'],
  arraysToObject: [F.arraysToObject(F.arrayConstruct('k'), F.arrayConstruct(1)), '{"k":1}'],
  asArray: [F.asArray(F.toVariant('a')), '[3,1,null,3]'],
  asBoolean: [F.asBoolean(F.toVariant(lit(true))), 'true'],
  asDouble: [F.asDouble(F.toVariant('x')), '2.5'],
  asObject: [F.asObject(F.toVariant('o')), '{"k":1}'],
  checkJson: [F.checkJson(lit('{"a":1}')), null],
  get: [F.get('o', lit('k')), '1'],
  getPath: [F.getPath('v', lit('k[0]')), '1'],
  isArray: [F.isArray(F.toVariant('a')), 'true'],
  isBoolean: [F.isBoolean(F.toVariant('a')), 'false'],
  isNullValue: [F.isNullValue(F.parseJson(lit('null'))), 'true'],
  isObject: [F.isObject(F.toVariant('o')), 'true'],
  isVarchar: [F.isVarchar(F.toVariant('s')), 'true'],
  jsonExtractPathText: [F.jsonExtractPathText(lit('{"a":{"b":2}}'), lit('a.b')), '2'],
  objectConstruct: [F.objectConstruct(lit('k'), lit(1), lit('l'), lit(null)), '{"k":1}'],
  objectConstructKeepNull: [F.objectConstructKeepNull(lit('k'), lit(null)), '{"k":null}'],
  objectKeys: [F.objectKeys('o'), '["k"]'],
  parseJson: [F.parseJson(lit('[1]')), '[1]'],
  stripNullValue: [F.stripNullValue(F.parseJson(lit('null'))), null],
  toArray: [F.toArray('n'), '[7]'],
  toJson: [F.toJson('v'), '{"k":[1,null]}'],
  toVariant: [F.toVariant('n'), '7'],
  tryParseJson: [F.tryParseJson(lit('{')), null],
};

const OTHERS: Cases = {
  boolnot: [F.boolnot(F.col('n')), 'false'],
  boolor: [F.boolor(F.col('n'), F.col('n')), 'true'],
  boolxor: [F.boolxor(F.col('n'), F.col('n')), 'false'],
  coalesce: [F.coalesce(F.col('z'), F.col('n')), '7'],
  equalNull: [F.equalNull(F.col('z'), F.col('z')), 'true'],
  greatest: [F.greatest(F.col('n'), lit(9)), '9'],
  iff: [F.iff('n = 7', 'yes', 'no'), 'yes'],
  ifnull: [F.ifnull(F.col('z'), F.col('n')), '7'],
  least: [F.least(F.col('n'), lit(9)), '7'],
  leastIgnoreNulls: [F.leastIgnoreNulls(F.col('n'), F.col('z')), '7'],
  nullif: [F.nullif(F.col('n'), lit(7)), null],
  nullifzero: [F.nullifzero(lit(0)), null],
  nvl: [F.nvl(F.col('z'), F.col('n')), '7'],
  regrValx: [F.regrValx(F.col('z'), F.col('n')), null],
  regrValy: [F.regrValy(F.col('n'), F.col('z')), null],
  zeroifnull: [F.zeroifnull(F.col('z')), '0'],
  toBoolean: [F.toBoolean(lit('yes')), 'true'],
  toDecimal: [F.toDecimal(lit('1.255'), 9, 2), '1.26'],
  toDouble: [F.toDouble(lit('2.5')), '2.5'],
  currentDatabase: [F.currentDatabase(), 'FIRN'],
  currentSchema: [F.currentSchema(), 'PUBLIC'],
  currentWarehouse: [F.currentWarehouse(), 'COMPUTE_WH'],
  currentRole: [F.currentRole(), 'ACCOUNTADMIN'],
  currentUser: [F.currentUser(), 'FIRN'],
  isRoleInSession: [F.isRoleInSession(lit('ACCOUNTADMIN')), 'true'],
};

it.each(Object.entries({ NUMERIC, TEXT, DATES, SEMI_STRUCTURED, OTHERS }))(
  'functions give what Snowflake’s give: %s',
  async (_, cases) => {
    const columns = Object.entries(cases).map(([name, [column]]) => new F.Column(column.expr).as(`"${name}"`));
    const [row] = await one()
      .select(...columns)
      .collect();
    const shown = (value: unknown): string | null => {
      if (value === null || value === undefined) return null;
      if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
      const text = String(value);
      return /^[[{]/.test(text) && !text.startsWith('[ ') ? JSON.stringify(JSON.parse(text)) : text;
    };
    const found = Object.fromEntries(Object.keys(cases).map((name, at) => [name, shown(row?.get(at))]));
    expect(found).toEqual(Object.fromEntries(Object.entries(cases).map(([name, [, expected]]) => [name, expected])));
  },
);
