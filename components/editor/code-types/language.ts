import type { ts } from "@ts-morph/common";
import typescript from "@ts-morph/common/dist/typescript.js";
import {
  annotationsOf,
  type Insertion,
  placeWith,
  placeWithout,
  withInsertions,
} from "#components/editor/code-types/annotate-main.ts";
import type { CodeDescription, CodeMistake, TypedSource, TypesAnswer } from "#components/editor/code-types/protocol.ts";
import { GUEST_GLOBALS } from "#core/code-types/guest-globals.ts";

const CODE = "/stage.ts";
const DECLARATIONS = "/declarations.d.ts";
const MAX_COMPLETIONS = 500;
const MAX_MISTAKES = 100;

const OPTIONS: ts.CompilerOptions = {
  target: typescript.ScriptTarget.ESNext,
  module: typescript.ModuleKind.ESNext,
  moduleResolution: typescript.ModuleResolutionKind.Bundler,
  moduleDetection: typescript.ModuleDetectionKind.Force,
  // Authors come from JavaScript: types help where they are known, and nobody has to write them.
  strict: true,
  noImplicitAny: false,
  useUnknownInCatchVariables: false,
  // What is more than types cannot be taken out of the code.
  erasableSyntaxOnly: true,
  verbatimModuleSyntax: true,
  types: [],
  skipLibCheck: true,
  noLib: true,
};

/** Words of TypeScript about itself that say nothing to an author of a stage: how an option is called, and the like. */
const NOT_SHOWN = new Set([
  // "Top-level await" and its like name options; the sandbox can do it.
  1378,
]);

const moduleFile = (name: string): string => `/modules/${name}.ts`;

/** TypeScript over one text of code at a time, as stages have it: what follows, what it means, and what is wrong. */
export class Language {
  readonly #files = new Map<string, { text: string; version: number }>();
  readonly #service: ts.LanguageService;
  #insertions: Insertion[] = [];

  /** Takes the declarations of the language itself, text by file. */
  constructor(lib: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(lib)) this.#put(`/lib/${name}`, text);
    this.#put("/globals.d.ts", GUEST_GLOBALS);
    this.#service = typescript.createLanguageService(this.#host());
  }

  complete(code: TypedSource, at: number): TypesAnswer["complete"] {
    this.#open(code);
    const place = placeWith(at, this.#insertions);
    const found = this.#service.getCompletionsAtPosition(CODE, place, { includeCompletionsWithInsertText: false });
    const typed = /[\w$]*$/.exec(code.source.slice(0, at))?.[0].length ?? 0;
    const options = (found?.entries ?? [])
      .filter(({ kind }) => kind !== typescript.ScriptElementKind.warning)
      .slice(0, MAX_COMPLETIONS)
      .map(({ name, kind, sortText }) => ({ name, kind, sortText }));
    return { from: at - typed, options };
  }

  detail(code: TypedSource, at: number, name: string): CodeDescription | null {
    this.#open(code);
    const place = placeWith(at, this.#insertions);
    const found = this.#service.getCompletionEntryDetails(CODE, place, name, {}, undefined, {}, undefined);
    return found ? { from: at, to: at, ...wordsOf(found.displayParts, found.documentation) } : null;
  }

  describe(code: TypedSource, at: number): CodeDescription | null {
    this.#open(code);
    const found = this.#service.getQuickInfoAtPosition(CODE, placeWith(at, this.#insertions));
    if (!found) return null;
    return { ...this.#spanOf(found.textSpan), ...wordsOf(found.displayParts, found.documentation) };
  }

  check(code: TypedSource): CodeMistake[] {
    this.#open(code);
    const mistakes = (found: readonly ts.Diagnostic[], isSyntax: boolean) =>
      found
        .filter((diagnostic) => !NOT_SHOWN.has(diagnostic.code))
        .slice(0, MAX_MISTAKES)
        .map(({ start = 0, length = 0, messageText }) => ({
          ...this.#spanOf({ start, length }),
          message: typescript.flattenDiagnosticMessageText(messageText, "\n"),
          isSyntax,
        }));
    const syntax = mistakes(this.#service.getSyntacticDiagnostics(CODE), true);
    return syntax.length > 0 ? syntax : mistakes(this.#service.getSemanticDiagnostics(CODE), false);
  }

  #spanOf({ start, length }: ts.TextSpan): { from: number; to: number } {
    return {
      from: placeWithout(start, this.#insertions),
      to: placeWithout(start + length, this.#insertions),
    };
  }

  #open({ source, declarations, modules }: TypedSource): void {
    const parsed = typescript.createSourceFile(CODE, source, typescript.ScriptTarget.ESNext, true);
    this.#insertions = annotationsOf(typescript, parsed, ["Input", "Context"]);
    this.#put(CODE, withInsertions(source, this.#insertions));
    this.#put(DECLARATIONS, declarations);
    const known = this.#files.size;
    for (const [name, text] of Object.entries(modules)) this.#put(moduleFile(name), text);
    if (this.#files.size > known) this.#lookForModulesAgain();
  }

  /** What TypeScript has not found it looks for again only in what has changed. */
  #lookForModulesAgain(): void {
    for (const [name, file] of this.#files)
      if (!name.startsWith("/lib/")) this.#files.set(name, { ...file, version: file.version + 1 });
  }

  #put(name: string, text: string): void {
    const before = this.#files.get(name);
    if (before?.text !== text) this.#files.set(name, { text, version: (before?.version ?? 0) + 1 });
  }

  #host(): ts.LanguageServiceHost {
    const files = this.#files;
    const textOf = (name: string) => files.get(name)?.text;
    return {
      getCompilationSettings: () => OPTIONS,
      getScriptFileNames: () => [...files.keys()].filter((name) => !name.startsWith("/modules/")),
      getScriptVersion: (name) => String(files.get(name)?.version ?? 0),
      getScriptSnapshot: (name) => {
        const text = textOf(name);
        return text === undefined ? undefined : typescript.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => "/",
      getDefaultLibFileName: () => "/lib/lib.esnext.d.ts",
      fileExists: (name) => files.has(name),
      readFile: textOf,
      resolveModuleNameLiterals: (literals) =>
        literals.map(({ text }) => {
          const resolvedFileName = moduleFile(text);
          const isKnown = files.has(resolvedFileName);
          return { resolvedModule: isKnown ? { resolvedFileName, extension: typescript.Extension.Ts } : undefined };
        }),
    };
  }
}

const wordsOf = (
  type: ts.SymbolDisplayPart[] | undefined,
  words: ts.SymbolDisplayPart[] | undefined,
): Pick<CodeDescription, "type" | "words"> => ({
  type: typescript.displayPartsToString(type),
  words: typescript.displayPartsToString(words),
});
