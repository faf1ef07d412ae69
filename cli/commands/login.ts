import type { Command } from "commander";
import { UsageError } from "#cli/exit-codes.ts";
import type { Act } from "#cli/session.ts";
import { forgetSettings, saveSettings, settingsFile } from "#cli/settings.ts";
import { createHeddleClient, HeddleError } from "#client/heddle-client.ts";

/** `heddle login` and `heddle logout`. */
export function addLogin(program: Command, act: Act): void {
  program
    .command("login")
    .description("keep where Heddle is and an API key, which is asked for or read from a pipe")
    .action(
      act(async ({ terminal, connection: { url }, print }) => {
        const given = terminal.isInteractive
          ? await terminal.ask(`API key for ${url} (Settings, API keys): `, true)
          : await terminal.readAll();
        const apiKey = given.trim();
        if (!apiKey) throw new UsageError("No key was given; make one in Settings, API keys, and hand it in");
        const { session } = await createHeddleClient({ url, apiKey }).session.state.query();
        if (!session) throw new HeddleError("unauthorized", `${url} does not know this key; nothing was kept`);
        saveSettings(terminal.env, { url, apiKey });
        const { user, workspace, role } = session;
        const kept = { url, email: user.email, workspace: workspace.name, role, file: settingsFile(terminal.env) };
        print(kept, `Signed in to ${workspace.name} at ${url} as ${role} (${user.email}).`);
      }),
    );
  program
    .command("logout")
    .description("forget the key that was kept")
    .action(
      act(({ terminal, print }) => {
        forgetSettings(terminal.env);
        print({ file: settingsFile(terminal.env) }, "The key is forgotten here. Revoke it in Settings, API keys.");
      }),
    );
}
