/** What `doctor` looked at, and what it saw. */
export interface Finding {
  check: string;
  ok: boolean;
  says: string;
}
