/** What the editor of code knows besides the workflow. */
export interface CodeLibrary {
  /** TypeScript's declarations of the language itself, text by file. */
  lib: Record<string, string>;
  /** The modules that any code may import: their code by name. */
  modules: Record<string, string>;
}
