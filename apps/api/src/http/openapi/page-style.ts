/**
 * Of the page at /docs: no bar of the page's own maker, no column of links, which takes the place of the answer and cannot be followed
 * there, and on a narrow screen one thing below the other.
 */
export const PAGE_STYLE = `
.swagger-ui .topbar, .swagger-ui .response-col_links { display: none; }
.swagger-ui .scheme-container { padding: 8px 0; }
.swagger-ui .opblock-body pre { white-space: pre-wrap; overflow-wrap: anywhere; }
@media (max-width: 800px) {
  .swagger-ui .responses-table, .swagger-ui .responses-table > tbody, .swagger-ui .responses-table > tbody > tr,
  .swagger-ui .responses-table > tbody > tr > td { display: block; width: auto; max-width: none; min-width: 0; }
  .swagger-ui .responses-table > thead, .swagger-ui .responses-table > tbody > tr > .response-col_links { display: none; }
}`;
