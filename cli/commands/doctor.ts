import type { Command } from "commander";
import { EXIT } from "#cli/exit-codes.ts";
import type { Finding } from "#cli/finding.ts";
import { operationsFindings } from "#cli/operations-findings.ts";
import type { Act, Session } from "#cli/session.ts";
import { table } from "#cli/table.ts";
import { durationText } from "#core/run-text.ts";

const MAX_SKEW_MS = 5_000;
const PATIENCE_MS = 10_000;

async function ask({ connection: { url } }: Session, path: string): Promise<Response> {
  return fetch(`${url}${path}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
}

/** A check that fails by what it throws. */
async function check(name: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { check: name, ok: true, says: await look() };
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    return { check: name, ok: false, says };
  }
}

async function lookAtServer(session: Session): Promise<Finding[]> {
  const { connection, heddle } = session;
  const reached = await check("server", async () => {
    await heddle.session.state.query();
    return `Heddle answers at ${connection.url}`;
  });
  if (!reached.ok) return [reached];
  const clock = await check("clock", async () => {
    const before = Date.now();
    const date = Date.parse((await ask(session, "/api/health")).headers.get("date") ?? "");
    if (Number.isNaN(date)) return "The server does not tell its time";
    const after = Date.now();
    // A date is told in whole seconds.
    const skew = date > after ? date - after : Math.max(0, before - date - 1_000);
    if (skew > MAX_SKEW_MS)
      throw new Error(`This clock and the server's are ${durationText(skew)} apart; set them right`);
    return "The clocks agree";
  });
  const database = await check("database", async () => {
    const { status } = await ask(session, "/api/ready");
    if (status !== 200) throw new Error(`The server is not ready (HTTP ${status}); its log has the details`);
    return "The database answers";
  });
  return [reached, clock, database, await lookAtKey(session), ...(await lookAtWork(session))];
}

const lookAtKey = ({ connection, heddle }: Session): Promise<Finding> =>
  check("key", async () => {
    if (connection.apiKey === undefined)
      throw new Error("There is no key; sign in with `heddle login`, or set HEDDLE_API_KEY");
    const { session } = await heddle.session.state.query();
    if (!session) throw new Error("The server does not know this key; make another and sign in with `heddle login`");
    return `It is ${session.role} of ${session.workspace.name} (${session.user.email})`;
  });

/** What waits and who works: all of it for who may see operations, else by the runs of the workspace. */
async function lookAtWork(session: Session): Promise<Finding[]> {
  if (session.connection.apiKey === undefined) return [];
  const view = await session.heddle.operations.read.query().catch(() => null);
  return view ? operationsFindings(view) : lookAtRuns(session);
}

/** Runs that stay queued say that no worker takes them. */
async function lookAtRuns({ heddle }: Session): Promise<Finding[]> {
  const finding = await check("queue", async () => {
    const [queued, running] = await Promise.all([
      heddle.runs.list.query({ status: "queued", limit: 100 }),
      heddle.runs.list.query({ status: "running", limit: 100 }),
    ]);
    const count = (page: { rows: unknown[]; next: string | null }) => `${page.rows.length}${page.next ? "+" : ""}`;
    const says = `${count(queued)} runs are queued, ${count(running)} are running`;
    if (queued.rows.length > 0 && running.rows.length === 0)
      throw new Error(`${says}; is there a worker? \`heddle worker\``);
    return says;
  });
  return [finding];
}

/** `heddle doctor`: what somebody who helps would ask first. */
export function addDoctor(program: Command, act: Act): void {
  program
    .command("doctor")
    .description("look whether all is well between here and the server")
    .action(
      act(async (session) => {
        const node: Finding = {
          check: "node",
          ok: true,
          says: `Node ${process.versions.node} on ${process.platform} ${process.arch}`,
        };
        const findings = [node, ...(await lookAtServer(session))];
        const rows = findings.map(({ check: name, ok, says }) => [ok ? "✓" : "✗", name, says]);
        session.print({ url: session.connection.url, findings }, table(["", "CHECK", "FOUND"], rows, ""));
        if (findings.some(({ ok }) => !ok)) session.end(EXIT.bad);
      }),
    );
}
