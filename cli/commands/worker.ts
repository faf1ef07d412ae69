import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Command } from "commander";
import type { Act } from "#cli/session.ts";

const BOOTSTRAP = `${import.meta.dirname}/../../scripts/bootstrap.mjs`;

/** `heddle worker`: a worker on this machine, with the settings of its environment. */
export function addWorker(program: Command, act: Act): void {
  program
    .command("worker")
    .description("run a worker here; it takes DATABASE_URL and the other settings from the environment")
    .option("--tags <tags>", "what work it takes, in this order, e.g. gpu,default; instead of HEDDLE_WORKER_TAGS")
    .action(
      act(async ({ terminal, end }, { tags }: { tags?: string }) => {
        const worker = spawn(process.execPath, [BOOTSTRAP, "worker"], {
          stdio: "inherit",
          env: { ...(terminal.env as NodeJS.ProcessEnv), ...(tags !== undefined && { HEDDLE_WORKER_TAGS: tags }) },
        });
        // The terminal tells the whole group; this process waits until the worker has handed its tasks back.
        terminal.interrupted.addEventListener("abort", () => worker.kill("SIGINT"), { once: true });
        const [code] = await once(worker, "exit");
        end(code ?? 1);
      }),
    );
}
