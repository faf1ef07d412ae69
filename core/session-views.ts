/** Where a person is signed in. */
export interface OpenSession {
  id: string;
  signedInAt: string;
  /** Its use was last noted then; once a day. */
  renewedAt: string;
  address: string | null;
  /** What the browser said it is: its User-Agent. */
  agent: string | null;
  /** Whether it is the one that asks. */
  isCurrent: boolean;
}
