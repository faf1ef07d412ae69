import { type Command, Option } from "commander";
import type { Act } from "#cli/session.ts";
import { table } from "#cli/table.ts";
import { ROLES, type Role } from "#core/roles.ts";
import { DEFAULT_SCOPES, SCOPES, type Scope } from "#core/scopes.ts";

/** `heddle keys`. */
export function addKeys(program: Command, act: Act): void {
  const keys = program.command("keys").description("API keys of the workspace");
  keys.command("ls").action(
    act(async ({ heddle, print }) => {
      const rows = await heddle.keys.list.query();
      const lines = rows.map(({ id, name, start, role, lastUsedAt }) => [
        id,
        name,
        `${start}…`,
        role,
        lastUsedAt ?? "never",
      ]);
      print(rows, table(["ID", "NAME", "KEY", "ROLE", "LAST USED"], lines, "There are no keys."));
    }),
  );
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .argument("<name>")
    .addOption(new Option("--role <role>").choices(ROLES).makeOptionMandatory())
    .addOption(
      new Option("--scopes <scopes...>", "what of its role it may do").choices(SCOPES).default([...DEFAULT_SCOPES]),
    )
    .action(
      act(async ({ heddle, print }, name: string, { role, scopes }: { role: Role; scopes: Scope[] }) => {
        const made = await heddle.keys.create.mutate({ name, role, scopes });
        print(made, made.secret);
      }),
    );
  keys
    .command("revoke")
    .argument("<id>")
    .action(
      act(async ({ heddle, print }, id: string) => {
        print(await heddle.keys.revoke.mutate({ id }), "The key is revoked.");
      }),
    );
}
