import { globSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { type Action, may, ROLES } from "#core/roles.ts";
import { SCOPE_OF, SCOPES, type Scope } from "#core/scopes.ts";
import { restDoors } from "#server/api/rest/doors.ts";
import { openApiDocument } from "#server/api/rest/openapi.ts";
import { PLAIN_PLACES } from "#server/api/rest/plain-places.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";
import { openedBy, waysRound } from "#server/testing/ways-round.ts";

const services = await testServices();
const url = await serveDoors(services);
const HASH = "0".repeat(64);

interface Door {
  action: Action;
  /** Where it stands for a run of the own workspace. */
  at: (runId: number) => string;
  /** A stream without an end, which is about whatever happens in the own workspace; workspace-events-door.test.ts. */
  isOfWorkspace?: true;
}

/** Every plain door under app/api, by its route or its place under v1, and the action that it needs. Adding one here is a decision. */
const GUARDED: Record<string, Door> = {
  "v1/audit": { action: "audit.read", at: () => "/api/v1/audit" },
  "v1/runs/events": { action: "run.read", at: () => "/api/v1/runs/events", isOfWorkspace: true },
  "v1/runs/{runId}/events": { action: "run.read", at: (runId) => `/api/v1/runs/${runId}/events` },
  "v1/runs/{runId}/status.txt": { action: "run.read", at: (runId) => `/api/v1/runs/${runId}/status.txt` },
  "v1/runs/{runId}/artifacts/{hash}/{name}": {
    action: "artifact.read",
    at: (runId) => `/api/v1/runs/${runId}/artifacts/${HASH}/a.txt`,
  },
};

/** Doors that no role opens, and what keeps them, or why nothing has to. */
const OTHERS: Record<string, string> = {
  "auth/[...all]": "better-auth; sign-in.test.ts",
  "trpc/[trpc]": "each procedure; roles.test.ts",
  "v1/[[...path]]": "each procedure, roles.test.ts; and the plain doors beside it here",
  "v1/hooks/{id}": "the secret of the trigger; hook-door.test.ts",
  "v1/hooks/{id}/{secret}": "the secret of the trigger; hook-door.test.ts",
  mcp: "a key, then each procedure; agent-door.test.ts",
  docs: "the reference of the doors, the same for everybody",
  ready: "tells only whether the server is ready",
  health: "tells only that the server is there",
  "code-types": "the types of the language, the same for everybody",
};

let home: Workspace;
let runId: number;

beforeAll(async () => {
  home = await newWorkspace(services);
  ({ runId } = await gatedRun(services, home, "guarded.name"));
});

const keyOf = async (workspace: Workspace, role: (typeof ROLES)[number], scopes: readonly Scope[]) => {
  const owner = callerFor(services, await workspace.as("owner"));
  return (await owner.keys.create({ name: "door", role, scopes: [...scopes] })).secret;
};

async function statusAt(path: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  const hangUp = new AbortController();
  const { status } = await fetch(url + path, { method, headers, signal: hangUp.signal });
  hangUp.abort();
  return status;
}
const withKey = (path: string, secret: string) => statusAt(path, { authorization: `Bearer ${secret}` });

test("every door under app/api says who may open it", () => {
  const routes = globSync("app/api/**/route.ts").map((file) => file.replace(/^app\/api\/|\/route\.ts$/g, ""));
  const places = PLAIN_PLACES.map(({ path }) => `v1${path}`);

  expect([...Object.keys(GUARDED), ...Object.keys(OTHERS)].sort()).toEqual([...routes, ...places].sort());
});

describe.each(Object.entries(GUARDED))("%s", (_, { action, at, isOfWorkspace }) => {
  test.each([
    {},
    { authorization: "Bearer hdl_wrong" },
    { authorization: "Basic b3duZXI6b3duZXI=" },
    { cookie: "better-auth.session_token=forged.forged" },
    { "x-forwarded-user": "owner", "content-type": "text/plain" },
  ])("refuses a stranger who sends %j", async (headers) => {
    expect(await statusAt(at(runId), headers as Record<string, string>)).toBe(401);
  });

  test.each(ROLES)(`lets a key with the role %s pass only if it may ${action}`, async (role) => {
    const status = await withKey(at(runId), await keyOf(home, role, SCOPES));

    expect(status === 403).toBe(!may(role, action));
  });

  test.each(SCOPES)(`lets a key with the scope %s pass only if it is what ${action} needs`, async (scope) => {
    const status = await withKey(at(runId), await keyOf(home, "owner", [scope]));

    expect(status === 403).toBe(SCOPE_OF[action] !== scope);
  });

  if (isOfWorkspace) return;
  test("shows nothing of another workspace", async () => {
    const secret = await keyOf(await newWorkspace(services), "owner", SCOPES);
    const response = await fetch(url + at(runId), { headers: { authorization: `Bearer ${secret}` } });

    expect(await response.text()).not.toContain("guarded.name");
    expect([200, 404]).toContain(response.status);
    if (response.status === 200) expect(action).toBe("audit.read");
  });
});

describe("every door under /api/v1, by every method and however it is written and asked", () => {
  const asked = waysRound(openApiDocument(restDoors(), url) as unknown as Parameters<typeof waysRound>[0]);

  test("are more than a thousand, and who may is let in by the one that is meant", async () => {
    const meant = [{ method: "GET", path: "/api/v1/runs" }];
    const opened = await openedBy(url, meant, { authorization: `Bearer ${await keyOf(home, "viewer", ["read"])}` });

    expect(opened).toEqual(["GET /api/v1/runs 200"]);
    expect(asked).toEqual(expect.arrayContaining(meant));
    expect(asked.length).toBeGreaterThan(1000);
  });

  test("refuses a stranger", async () => {
    expect(await openedBy(url, asked, {})).toEqual([]);
  }, 120_000);

  test("refuses a key that was revoked", async () => {
    const owner = callerFor(services, await home.as("owner"));
    const { id, secret } = await owner.keys.create({ name: "gone", role: "owner", scopes: [...SCOPES] });
    await owner.keys.revoke({ id });

    expect(await openedBy(url, asked, { authorization: `Bearer ${secret}` })).toEqual([]);
  }, 120_000);
});
