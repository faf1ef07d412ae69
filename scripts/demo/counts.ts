/** How many checks of a demonstration passed and failed. */
export interface Counts {
  passed: number;
  failed: number;
}
