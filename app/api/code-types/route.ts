import type { CodeLibrary } from "#core/code-types/code-library.ts";
import { codeLib } from "#server/code/code-lib.ts";
import { stdSources } from "#server/code/std-source.ts";

export const dynamic = "force-static";

/** What the editor of code knows of the language, fetched when the first code is edited. Nothing of it is anybody's. */
export const GET = () => Response.json({ lib: codeLib(), modules: stdSources() } satisfies CodeLibrary);
