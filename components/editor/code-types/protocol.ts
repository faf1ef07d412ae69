/** Code that is edited, with what is known of it. */
export interface TypedSource {
  source: string;
  /** Ambient declarations, among them `Input` and `Context`. */
  declarations: string;
  /** The code of modules that it may import, by name. */
  modules: Readonly<Record<string, string>>;
}

export type TypesRequest = TypedSource & { id: number } & (
    | { type: "complete"; at: number }
    | { type: "detail"; at: number; name: string }
    | { type: "describe"; at: number }
    | { type: "check" }
  );

export interface CodeCompletion {
  name: string;
  /** TypeScript's word for what it is: property, method, const, … */
  kind: string;
  sortText: string;
}

export interface CodeDescription {
  from: number;
  to: number;
  /** The type, as TypeScript writes it. */
  type: string;
  words: string;
}

export interface CodeMistake {
  from: number;
  to: number;
  message: string;
  /** Whether it cannot be run at all; else it is only of types. */
  isSyntax: boolean;
}

export interface TypesAnswer {
  complete: { from: number; options: CodeCompletion[] };
  detail: CodeDescription | null;
  describe: CodeDescription | null;
  check: CodeMistake[];
}

/** `ready` comes once, before which nothing that is sent arrives. */
export type TypesMessage =
  | { ready: true }
  | { id: number; answer: TypesAnswer[keyof TypesAnswer] }
  | { id: number; failed: true };
