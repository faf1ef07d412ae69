import { ts } from "@ts-morph/common";
import { afterAll, expect, test } from "vitest";
import { GUEST_GLOBALS } from "#core/code-types/guest-globals.ts";
import { fetchMethod, serviceDeclarations } from "#core/code-types/service-declarations.ts";
import { codeLib } from "#server/code/code-lib.ts";
import { testSandbox } from "#worker/sandbox/test-sandbox.ts";

const sandbox = testSandbox();
afterAll(() => sandbox.pool.close());

/** What the sandbox's engine has, but TypeScript does not know or what authors should not use. */
const NOT_DECLARED = new Set(["InternalError", "undefined", "globalThis"]);

function declaredNames(): string[] {
  const services = serviceDeclarations([{ name: "http", methods: [fetchMethod("An address")] }], false);
  const files = new Map(
    Object.entries({ ...codeLib(), "globals.d.ts": GUEST_GLOBALS, "services.d.ts": services, "code.ts": "" }),
  );
  const program = ts.createProgram(
    [...files.keys()],
    { noLib: true, types: [] },
    {
      ...ts.createCompilerHost({}),
      getSourceFile: (name) => {
        const text = files.get(name);
        return text === undefined ? undefined : ts.createSourceFile(name, text, ts.ScriptTarget.ESNext);
      },
      fileExists: (name) => files.has(name),
      readFile: (name) => files.get(name),
    },
  );
  const code = program.getSourceFile("code.ts") as ts.SourceFile;
  const values = program.getTypeChecker().getSymbolsInScope(code, ts.SymbolFlags.Value);
  return values.map(({ name }) => name).filter((name) => !NOT_DECLARED.has(name));
}

test("authors are offered all that the sandbox has, and nothing else", async () => {
  const names = await sandbox.outputOf(
    "export default () => Object.getOwnPropertyNames(globalThis).filter((name) => globalThis[name] !== undefined)",
  );
  const present = (names as string[]).filter((name) => !NOT_DECLARED.has(name));
  expect(declaredNames().sort()).toEqual(present.sort());
});
