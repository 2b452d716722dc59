import { col } from '@firn/snowpark';
import type { Forms } from './forms.js';

export const OBJECTS: Forms = {
  get: [[['a', 'k'], `GET("A", <TEXT k>)`]],
  getIgnoreCase: [[['a', 'k'], `GET_IGNORE_CASE("A", <TEXT k>)`]],
  getPath: [[['a', 'x'], `GET_PATH("A", <TEXT x>)`]],
  elementAt: [[['a', 'k'], `GET("A", <TEXT k>)`]],
  jsonExtractPathText: [[['a', 'x'], `JSON_EXTRACT_PATH_TEXT("A", <TEXT x>)`]],
  objectKeys: [[['a'], `OBJECT_KEYS("A")`]],
  objectDelete: [[['a', 'k', 'l'], `OBJECT_DELETE("A", <TEXT k>, <TEXT l>)`]],
  objectInsert: [
    [['a', 'k', 1], `OBJECT_INSERT("A", <TEXT k>, <FIXED 1>)`],
    [['a', 'k', 1, true], `OBJECT_INSERT("A", <TEXT k>, <FIXED 1>, TRUE)`],
  ],
  objectPick: [[['a', 'k', 'l'], `OBJECT_PICK("A", <TEXT k>, <TEXT l>)`]],
  mapCat: [[['a', 'a', 'b'], `MAP_CAT(MAP_CAT("A", "A"), "B")`]],
  mapConcat: [[['a', 'a', 'b'], `MAP_CAT(MAP_CAT("A", "A"), "B")`]],
  mapContainsKey: [[['k', 'a'], `MAP_CONTAINS_KEY(<TEXT k>, "A")`]],
  mapDelete: [[['a', 'k', 'l'], `MAP_DELETE("A", <TEXT k>, <TEXT l>)`]],
  mapFromArrays: [[['a', 'b'], `ARRAYS_TO_OBJECT("A", "B")`]],
  mapInsert: [
    [['a', 'k', 1], `MAP_INSERT("A", <TEXT k>, <FIXED 1>)`],
    [['a', 'k', 1, true], `MAP_INSERT("A", <TEXT k>, <FIXED 1>, TRUE)`],
  ],
  mapKeys: [[['a'], `MAP_KEYS("A")`]],
  mapPick: [[['a', 'k', 'l'], `MAP_PICK("A", <TEXT k>, <TEXT l>)`]],
  mapSize: [[['a'], `MAP_SIZE("A")`]],
  createMap: [[['a', 'b'], `OBJECT_CONSTRUCT_KEEP_NULL("A", "B")`]],
  struct: [
    [['a', 'b'], `OBJECT_CONSTRUCT_KEEP_NULL('A', "A", 'B', "B")`],
    [['*'], `OBJECT_CONSTRUCT_KEEP_NULL(*)`],
  ],
  objectConstruct: [
    [[], `OBJECT_CONSTRUCT()`],
    [[{ k: 1 }], `OBJECT_CONSTRUCT('k', <FIXED 1>)`],
    [['a', 'b'], `OBJECT_CONSTRUCT("A", "B")`],
    [['*'], `OBJECT_CONSTRUCT(*)`],
    [[col('*')], `OBJECT_CONSTRUCT(*)`],
  ],
  objectConstructKeepNull: [
    [[{ k: null }], `OBJECT_CONSTRUCT_KEEP_NULL('k', NULL)`],
    [['a', 'b'], `OBJECT_CONSTRUCT_KEEP_NULL("A", "B")`],
    [['*'], `OBJECT_CONSTRUCT_KEEP_NULL(*)`],
  ],
  fromJson: [[['a', 'array<int>'], `CAST(PARSE_JSON("A") AS ARRAY)`]],
};
