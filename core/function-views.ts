/** A published function in a list. */
export interface FunctionSummary {
  name: string;
  description: string;
  latestVersion: number;
  changedAt: string;
  /** Since when nothing new may import it. */
  retiredAt: string | null;
}

/** What names a published function, in its newest version. */
export interface FunctionUsers {
  workflows: { name: string; title: string }[];
  /** How many workflows there are besides. */
  more: number;
  functions: { name: string; version: number }[];
}

export interface FunctionView extends FunctionSummary {
  /** The newest first. */
  versions: { version: number; description: string; publishedBy: string; publishedAt: string }[];
  usedBy: FunctionUsers;
}

/** One version, whole. */
export interface FunctionVersionView {
  name: string;
  version: number;
  description: string;
  source: string;
  /** What it imports, directly and through others, as code names it. */
  uses: string[];
}
