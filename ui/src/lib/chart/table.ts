/** What a chart draws, as a table. */
export interface FigureTable {
  head: readonly string[];
  /** The first cell names the row. */
  rows: readonly (readonly string[])[];
  /** Where each row leads: to the tickets it is of. */
  hrefs?: readonly string[];
}
