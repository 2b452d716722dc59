import { col } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const AI: Forms = {
  aiAgg: [[['q', 't'], `AI_AGG(<TEXT q>, <TEXT t>)`]],
  aiSummarizeAgg: [[['q'], `AI_SUMMARIZE_AGG(<TEXT q>)`]],
  aiClassify: [
    [['q', ['x', 'y']], `AI_CLASSIFY(<TEXT q>, PARSE_JSON(<TEXT ["x","y"]>)::ARRAY)`],
    [
      ['q', ['x', 'y'], { k: 1 }],
      `AI_CLASSIFY(<TEXT q>, PARSE_JSON(<TEXT ["x","y"]>)::ARRAY, PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`,
    ],
    [
      ['q', ['x', 'y'], { k: 1 }, true],
      `AI_CLASSIFY(<TEXT q>, PARSE_JSON(<TEXT ["x","y"]>)::ARRAY, PARSE_JSON(<TEXT {"k":1}>)::OBJECT, TRUE)`,
    ],
  ],
  aiCountTokens: [
    [['fun', 'q'], `AI_COUNT_TOKENS('fun', <TEXT q>)`],
    [['fun', 'q', 'mod'], `AI_COUNT_TOKENS('fun', <TEXT q>, 'mod')`],
    [['fun', 'q', 'mod', { k: 1 }], `AI_COUNT_TOKENS('fun', <TEXT q>, 'mod', PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`],
    [
      ['fun', 'q', 'mod', { k: 1 }, true],
      `AI_COUNT_TOKENS('fun', <TEXT q>, 'mod', PARSE_JSON(<TEXT {"k":1}>)::OBJECT, TRUE)`,
    ],
  ],
  aiEmbed: [[['m', 'q'], `AI_EMBED(<TEXT m>, <TEXT q>)`]],
  aiMultiEmbed: [
    [['m', 'q'], `AI_MULTI_EMBED(<TEXT m>, <TEXT q>)`],
    [['m', 'q', { k: 1 }], `AI_MULTI_EMBED(<TEXT m>, <TEXT q>, PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`],
  ],
  aiExtract: [
    [['q', { f: 'what' }], `AI_EXTRACT(<TEXT q>, PARSE_JSON(<TEXT {"f":"what"}>)::OBJECT)`],
    [['q', { f: 'what' }, true], `AI_EXTRACT(<TEXT q>, PARSE_JSON(<TEXT {"f":"what"}>)::OBJECT, TRUE)`],
    [
      ['q', { f: 'what' }, true, { k: 1 }],
      `AI_EXTRACT(<TEXT q>, PARSE_JSON(<TEXT {"f":"what"}>)::OBJECT, TRUE, PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`,
    ],
  ],
  aiFilter: [
    [['q'], `AI_FILTER(<TEXT q>)`],
    [['q', col('b')], `AI_FILTER(<TEXT q>, "B")`],
    [['q', col('b'), true], `AI_FILTER(<TEXT q>, "B", TRUE)`],
  ],
  aiParseDocument: [
    [[col('a')], `AI_PARSE_DOCUMENT("A")`],
    [[col('a'), { k: 1 }], `AI_PARSE_DOCUMENT("A", PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`],
    [[col('a'), { k: 1 }, true], `AI_PARSE_DOCUMENT("A", PARSE_JSON(<TEXT {"k":1}>)::OBJECT, TRUE)`],
  ],
  aiRedact: [
    [['q'], `AI_REDACT(<TEXT q>)`],
    [['q', ['x']], `AI_REDACT(<TEXT q>, PARSE_JSON(<TEXT ["x"]>)::ARRAY)`],
    [['q', ['x'], 'mod'], `AI_REDACT(<TEXT q>, PARSE_JSON(<TEXT ["x"]>)::ARRAY, 'mod')`],
    [['q', ['x'], 'mod', true], `AI_REDACT(<TEXT q>, PARSE_JSON(<TEXT ["x"]>)::ARRAY, 'mod', TRUE)`],
  ],
  aiSentiment: [
    [['q'], `AI_SENTIMENT(<TEXT q>)`],
    [['q', ['x']], `AI_SENTIMENT(<TEXT q>, PARSE_JSON(<TEXT ["x"]>)::ARRAY)`],
    [['q', ['x'], true], `AI_SENTIMENT(<TEXT q>, PARSE_JSON(<TEXT ["x"]>)::ARRAY, TRUE)`],
  ],
  aiSimilarity: [
    [['q', 'oth'], `AI_SIMILARITY(<TEXT q>, <TEXT oth>)`],
    [['q', 'oth', { k: 1 }], `AI_SIMILARITY(<TEXT q>, <TEXT oth>, PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`],
  ],
  aiTranscribe: [
    [[col('a')], `AI_TRANSCRIBE("A")`],
    [[col('a'), { k: 1 }], `AI_TRANSCRIBE("A", PARSE_JSON(<TEXT {"k":1}>)::OBJECT)`],
    [[col('a'), { k: 1 }, true], `AI_TRANSCRIBE("A", PARSE_JSON(<TEXT {"k":1}>)::OBJECT, TRUE)`],
  ],
  aiTranslate: [
    [['q', 'fro', 'to'], `AI_TRANSLATE(<TEXT q>, <TEXT fro>, <TEXT to>)`],
    [['q', 'fro', 'to', true], `AI_TRANSLATE(<TEXT q>, <TEXT fro>, <TEXT to>, TRUE)`],
  ],
  snowflakeCortexSentiment: [[['q'], `SNOWFLAKE.CORTEX.SENTIMENT(<TEXT q>)`]],
  snowflakeCortexSummarize: [[['q'], `SNOWFLAKE.CORTEX.SUMMARIZE(<TEXT q>)`]],
  prompt: [[['tem', 1, 'x'], `PROMPT('tem', <FIXED 1>, <TEXT x>)`]],
  aiComplete: [
    [['m', 'q'], `AI_COMPLETE(model => 'm', prompt => <TEXT q>)`],
    [
      ['m', 'q', { modelParameters: { temperature: 0 }, showDetails: true }],
      `AI_COMPLETE(model => 'm', prompt => <TEXT q>, model_parameters => PARSE_JSON(<TEXT {"temperature":0}>)::OBJECT, show_details => TRUE)`,
    ],
  ],
};
