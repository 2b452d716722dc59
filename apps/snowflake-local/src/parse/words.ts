/** Words that never are a name unless in quotes. @see Snowflake reference, "Reserved & limited keywords". */
export const RESERVED: ReadonlySet<string> = new Set(
  `ALL ALTER AND ANY AS BETWEEN BY CASE CAST CHECK COLUMN CONNECT CONSTRAINT CREATE CURRENT DELETE DISTINCT DROP ELSE
  EXISTS FOLLOWING FOR FROM GRANT GROUP HAVING ILIKE IN INCREMENT INSERT INTERSECT INTO IS LIKE MINUS NOT NULL OF ON
  OR ORDER QUALIFY REGEXP REVOKE RLIKE ROW ROWS SAMPLE SELECT SET SOME START TABLE TABLESAMPLE THEN TO TRIGGER
  TRUE FALSE TRY_CAST UNION UNIQUE UPDATE USING VALUES WHEN WHENEVER WHERE WITH`.split(/\s+/),
);

/** Words that could be a name but, written after a select item without AS, start what comes next. */
export const NOT_A_COLUMN_ALIAS: ReadonlySet<string> = new Set('EXCEPT FETCH LIMIT OFFSET WINDOW'.split(' '));

/** The same for what stands in FROM. */
export const NOT_A_TABLE_ALIAS: ReadonlySet<string> = new Set(
  `ASOF AT BEFORE CHANGES CROSS DIRECTED EXCEPT FETCH FULL INNER JOIN LATERAL LEFT LIMIT MATCH_CONDITION MATCH_RECOGNIZE
  NATURAL OFFSET PIVOT RIGHT SAMPLE SEMANTIC_VIEW TABLESAMPLE UNPIVOT WINDOW`.split(/\s+/),
);

/** Functions written without parentheses. */
export const BARE_FUNCTIONS: ReadonlySet<string> = new Set(
  `CURRENT_DATE CURRENT_TIME CURRENT_TIMESTAMP CURRENT_USER LOCALTIME LOCALTIMESTAMP`.split(' '),
);

/** Reserved words that are functions too, when a parenthesis follows. */
export const RESERVED_FUNCTIONS: ReadonlySet<string> = new Set('ILIKE INSERT LIKE RLIKE'.split(' '));
