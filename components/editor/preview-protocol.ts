import type { SampleData } from "#components/editor/expression-scope.ts";

/** What the preview's worker is told: first the data, then one expression after another. */
export type PreviewRequest =
  | { type: "data"; data: SampleData }
  | ({ type: "evaluate"; id: number; source: string } & PreviewPlace);

export interface PreviewPlace {
  /** Gives `subtask` its first item. */
  itemsSource: string | null;
  /** The stage whose output is judged, when it is a check's expression. */
  checkOf: string | null;
}

export interface PreviewAnswer {
  id: number;
  preview: Preview;
}

export type Preview = { kind: "value"; text: string } | { kind: "nothing" } | { kind: "error"; message: string };
