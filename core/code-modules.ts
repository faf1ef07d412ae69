/** The functions of a workflow, as the code of its stages imports them. */
export const FUNCTIONS_MODULE = "workflow/functions";

const STD_PREFIX = "heddle/std/";

/** The modules that come with Heddle. What one of them does is never changed under its name. */
export const STD_NAMES = ["csv", "dates", "hash", "lists", "text"] as const;
export type StdName = (typeof STD_NAMES)[number];

export const stdModule = (name: StdName): string => STD_PREFIX + name;

/** The name of the module of Heddle that a specifier means; null for any other. */
export const stdNameOf = (specifier: string): StdName | null =>
  STD_NAMES.find((name) => stdModule(name) === specifier) ?? null;

/** The code of modules that other code may import, by the name under which it does. */
export type Modules = Readonly<Record<string, string>>;

/** Whether code may import the workflow's functions: it names their module. */
const mayImportFunctions = (source: unknown): boolean =>
  typeof source === "string" && source.includes(FUNCTIONS_MODULE);

export interface WithCode {
  config: Readonly<Record<string, unknown>>;
  check?: { source?: string | undefined } | undefined;
}

/** The workflow's functions, if the stage or its check may use them: what it does depends on them then. */
export const functionsUsedBy = ({ config, check }: WithCode, functions: string | undefined): string | undefined =>
  mayImportFunctions(config.source) || mayImportFunctions(check?.source) ? functions : undefined;

/** All code that a stage may come to run: its own, that of its check, and the workflow's functions if it may use them. */
export const codeOf = (stage: WithCode, functions: string | undefined): string[] =>
  [stage.config.source, stage.check?.source, functionsUsedBy(stage, functions)].filter(
    (text): text is string => typeof text === "string",
  );

/** What a stage may import of its workflow. */
export const functionsModule = (functions: string | undefined): Modules =>
  functions === undefined ? {} : { [FUNCTIONS_MODULE]: functions };
