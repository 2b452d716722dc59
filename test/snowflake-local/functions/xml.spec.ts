import { type SqlEngine, sqlEngine } from '../commands/support/sql-engine.js';
import { check } from './table.js';

let engine: SqlEngine;
beforeAll(async () => {
  engine = await sqlEngine();
});
afterAll(() => engine.stop());

const LEVELS = "parse_xml('<level1> 1 <level2> 2 <level3> 3A </level3> <level3> 3B </level3> </level2> </level1>')";

it('is shown as XML, a level of elements a line', () =>
  check(engine, [
    ["parse_xml('<a/>')", '<a></a>'],
    ['parse_xml(\'<a attr="123">text</a>\')', '<a attr="123">text</a>'],
    ["parse_xml('<a><b>X</b><b>Y</b></a>')", '<a>\n  <b>X</b>\n  <b>Y</b>\n</a>'],
    ["parse_xml('<a><b>X</b></a>')::varchar", '<a><b>X</b></a>'],
    ["to_json(parse_xml('<a><b>X</b></a>'))", '{"$":{"$":"X","@":"b"},"@":"a"}'],
    ["parse_xml('<test>22257e111</test>')", '<test>2.225700000000000e+115</test>'],
    ["parse_xml('<test>22257e111</test>', true)", '<test>22257e111</test>'],
    [
      "parse_xml('<t>1.50</t>'):\"$\" + 1 = 2.5 and parse_xml('<t>1.50</t>', disable_auto_convert => true):\"$\"::varchar = '1.50'",
      '1',
    ],
    ["parse_xml('<a>1 &lt; 2 &#38; <![CDATA[<x>]]></a>')", '<a>1 &lt; 2 &amp;&lt;x&gt;</a>'],
    [
      "parse_xml('<?xml version=\"1.0\"?><!DOCTYPE r><!-- c --><r a=\"1\" b=''x>''><c/></r>')",
      '<r a="1" b="x&gt;">\n  <c></c>\n</r>',
    ],
    ['parse_xml(null)', null],
    ["parse_xml(' ')", null],
  ]));

it('is read by name, by place and as the OBJECT that it is', () =>
  check(engine, [
    [`xmlget(${LEVELS}, 'level2')`, '<level2>\n  2\n  <level3>3A</level3>\n  <level3>3B</level3>\n</level2>'],
    [`xmlget(xmlget(${LEVELS}, 'level2'), 'level3', 1)`, '<level3>3B</level3>'],
    [`xmlget(${LEVELS}, 'level3')`, null],
    [`xmlget(xmlget(${LEVELS}, 'level2'), 'level3', 2)`, null],
    ["xmlget(parse_json('{\"a\": 1}'), 'a')", null],
    [`to_json(get(xmlget(${LEVELS}, 'level2'), '$'))`, '[2,{"$":"3A","@":"level3"},{"$":"3B","@":"level3"}]'],
    [`${LEVELS}:"@"::varchar || typeof(${LEVELS}) || typeof(${LEVELS}:"@")`, 'level1OBJECTVARCHAR'],
    ['xmlget(parse_xml(\'<a><b n="5">X</b></a>\'), \'b\'):"@n"', '5'],
    ["parse_xml('<a>1</a>') = parse_xml('<a> 1 </a>')", '1'],
  ]));

it('is checked, and what is none is refused with the place', () =>
  check(engine, [
    ["check_xml('<name> Valid </name>')", null],
    ["check_xml('<name> Invalid </WRONG_CLOSING_TAG>')", 'no opening tag for </WRONG_CLOSING_TAG>, pos 35'],
    ["check_xml('<a><b></a>')", 'no opening tag for </a>, pos 10'],
    ["check_xml('<a>')", 'missing closing tags: </a>, pos 3'],
    ["check_xml('text')", 'text outside of an element, pos 0'],
    ["check_xml('<a/><b/>')", 'more than one document in the input, pos 8'],
    ["check_xml('<a b=1/>')", 'not a valid attribute, pos 0'],
    ["check_xml('<a>&nope;</a>')", 'unknown entity &nope;, pos 3'],
    ['check_xml(null)', null],
    ["parse_xml('<a')", '!100100 Error parsing XML: prematurely terminated XML document, pos 0'],
  ]));

it('is written of any value, with its types', () =>
  check(engine, [
    [
      "to_xml(object_construct('key1', 'a<b', 'key2', 2, 'k3', 1.5))",
      '<SnowflakeData type="OBJECT"><k3 type="DECIMAL">1.5</k3><key1 type="VARCHAR">a&lt;b</key1><key2 type="INTEGER">2</key2></SnowflakeData>',
    ],
    [
      "to_xml(array_construct('v1', true))",
      '<SnowflakeData type="ARRAY"><e type="VARCHAR">v1</e><e type="BOOLEAN">true</e></SnowflakeData>',
    ],
    ["to_xml(parse_xml('<note> <body>Sample XML</body></note>'))", '<note><body>Sample XML</body></note>'],
    ['to_xml(null)', null],
  ]));

it('bears hundreds of elements inside each other, and thousands beside each other', async () => {
  const nested = "parse_xml(repeat('<a>x', 450) || repeat('</a>', 450))";
  expect(await engine.value(`select length(${nested}::varchar)`)).toBe('3600');
  await expect(engine.run("select parse_xml(repeat('<a>', 20000))")).rejects.toMatchObject({ code: '100100' });
  const wide = "parse_xml('<r>' || repeat('<a>1</a>', 20000) || '</r>')";
  expect(await engine.value(`select array_size(${wide}:"$")`)).toBe('20000');
});
