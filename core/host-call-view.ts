/** What code has asked of the outside, and what came of it; long texts are cut. */
export interface HostCallView {
  attempt: number;
  id: number;
  service: string;
  method: string;
  /** JSON text. */
  args: string;
  askedAt: string;
  /** Null while there is no answer. */
  answeredAt: string | null;
  /** JSON text of the value; null without one. */
  value: string | null;
  error: { code: string; message: string } | null;
}

export interface HostCallPage {
  calls: HostCallView[];
  /** Where the next page begins; null at the end. */
  next: { attempt: number; id: number } | null;
}
