import { type Command, Option } from "commander";
import { readId } from "#cli/read-input.ts";
import type { Act } from "#cli/session.ts";
import { table } from "#cli/table.ts";
import { ROLES, type Role } from "#core/roles.ts";
import { DEFAULT_SCOPES, SCOPES, type Scope } from "#core/scopes.ts";

interface NewKey {
  role: Role;
  scope: Scope[];
  expiresIn?: number;
}

/** `heddle keys`. */
export function addKeys(program: Command, act: Act): void {
  const keys = program.command("keys").description("API keys of the workspace");
  keys.command("ls").action(
    act(async ({ heddle, print }) => {
      const rows = await heddle.keys.list.query();
      const lines = rows.map(({ id, name, start, role, scopes, expiresAt, lastUsedAt }) => [
        id,
        name,
        `${start}…`,
        role,
        scopes.join(", "),
        expiresAt ?? "never",
        lastUsedAt ?? "never",
      ]);
      print(rows, table(["ID", "NAME", "KEY", "ROLE", "SCOPES", "EXPIRES", "LAST USED"], lines, "There are no keys."));
    }),
  );
  keys
    .command("create")
    .description("make a key; it is shown this once")
    .argument("<name>")
    .addOption(new Option("--role <role>").choices(ROLES).makeOptionMandatory())
    .addOption(
      new Option("--scope <scope...>", "what of its role it may do").choices(SCOPES).default([...DEFAULT_SCOPES]),
    )
    .option("--expires-in <days>", "after so many days it is refused", readId)
    .action(
      act(async ({ heddle, print }, name: string, { role, scope, expiresIn }: NewKey) => {
        const asked = { name, role, scopes: scope, ...(expiresIn !== undefined && { expiresInDays: expiresIn }) };
        const made = await heddle.keys.create.mutate(asked);
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
