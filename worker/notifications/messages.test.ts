import { afterAll, afterEach, expect, test, vi } from "vitest";
import type { Definition } from "#core/definition.ts";
import type { NotificationKind } from "#core/notification.ts";
import { tell } from "#server/notifications/tell.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { mailServer, Refusal } from "#server/testing/mail-server.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";
import { answering, deliveryBench } from "#worker/deliveries/delivery-bench.ts";
import { createMailer } from "#worker/notifications/mailer.ts";

const services = await testServices();
const { pool } = services;
const { sender, receiver, rows, statuses, closing, clear, close } = deliveryBench(pool);
afterEach(clear);
afterAll(close);

const until = (expected: string[]) => vi.waitFor(async () => expect(await statuses()).toEqual(expected), 10_000);

/** A review of a workflow of its own, which waits for the reviewer; `change` makes the definition. */
async function openReview(home: Workspace, change: (definition: Definition) => void = () => undefined) {
  const editor = callerFor(services, await home.as("editor"));
  const definition = gatedDefinition(`sent.${crypto.randomUUID().slice(0, 8).replaceAll(/\d/g, "x")}`);
  change(definition);
  await publish(editor, definition);
  const { runId } = await editor.runs.start({ workflow: definition.name, input: { id: "one" } });
  await runTasks(pool, ({ stageId }) =>
    stageId === "shape"
      ? { to: "completed", output: "one" }
      : {
          to: "awaiting_review",
          review: {
            summary: "**Look** at it",
            details: null,
            form: null,
            assignees: ["role:reviewer"],
            onReject: "fail",
          },
        },
  );
  const { rows: found } = await editor.reviews.list({});
  const id = found.find((review) => review.runId === runId)?.id;
  if (id === undefined) throw new Error("No review was opened");
  return { runId, reviewId: id, name: definition.name };
}

async function postOffice(refusals: Refusal[] = []) {
  const server = await mailServer(refusals);
  closing.push(server.close);
  const mailer = createMailer({ url: server.url, from: "Heddle <heddle@example.org>", timeoutMs: 5_000 });
  return { ...server, mailer };
}

async function withReviewer() {
  const home = await newWorkspace(services);
  return { home, reviewer: await home.as("reviewer") };
}

/** Gives a workspace the channel at an address. */
async function openChannel(home: Workspace, url: string, kinds?: NotificationKind[]) {
  const owner = callerFor(services, await home.as("owner"));
  await owner.secrets.set({ name: "TEAM_HOOK", value: url });
  await owner.notifications.setChannel({ secret: "TEAM_HOOK", ...(kinds && { kinds }) });
  return owner;
}

test("who is told of a review gets an e-mail that says what it is about and leads to it", async () => {
  const { home, reviewer } = await withReviewer();
  const { reviewId, name } = await openReview(home);
  await tell(pool, { hasMail: true });
  const { received, mailer } = await postOffice();
  sender({}, { mailer });
  await until(["delivered"]);

  expect(received).toHaveLength(1);
  expect(received[0]).toMatchObject({
    to: [reviewer.email],
    headers: {
      to: reviewer.email,
      from: "Heddle <heddle@example.org>",
      subject: "To decide: Approve",
      "auto-submitted": "auto-generated",
      "message-id": expect.stringMatching(/^<notification-\d+@heddle\.test>$/),
    },
  });
  expect(received[0]?.content).toContain(`Gated · one · Look at it`);
  expect(received[0]?.content).toContain(`http://heddle.test/inbox/${reviewId}\r\n`);
  expect(received[0]?.content).toContain(`<a href="http://heddle.test/inbox/${reviewId}">`);
  expect(await callerFor(services, reviewer).deliveries.list({ workflow: name })).toMatchObject({
    rows: [{ trigger: "notify", status: "delivered", responseStatus: 250 }],
  });
});

test("a server that is busy gets the e-mail again, under the same Message-ID", async () => {
  const { home } = await withReviewer();
  await openReview(home);
  await tell(pool, { hasMail: true });
  const { received, mailer } = await postOffice([new Refusal(451), new Refusal(421)]);
  sender({}, { mailer });
  await until(["delivered"]);
  expect(received).toHaveLength(3);
  expect(new Set(received.map(({ headers }) => headers["message-id"])).size).toBe(1);
  expect(await rows()).toMatchObject([{ attempts: 3 }]);
});

test("an e-mail that is refused for good is not sent again, and its delivery says why", async () => {
  const { home } = await withReviewer();
  await openReview(home);
  await tell(pool, { hasMail: true });
  const { received, mailer } = await postOffice([new Refusal(550)]);
  sender({}, { mailer });
  await until(["exhausted"]);
  expect(received).toHaveLength(1);
  expect(await rows()).toMatchObject([{ attempts: 1, error: expect.stringContaining("550") }]);
});

test("without an answer of the server an e-mail waits, as any other delivery", async () => {
  const { home } = await withReviewer();
  await openReview(home);
  await tell(pool, { hasMail: true });
  const mailer = createMailer({ url: "smtp://127.0.0.1:1", from: "heddle@example.org", timeoutMs: 1_000 });
  sender({ policy: { maxAttempts: 2, baseMs: 0, capMs: 0 } }, { mailer });
  await until(["exhausted"]);
  expect(await rows()).toMatchObject([{ attempts: 2, host: "127.0.0.1:1" }]);
});

const CANARIES = `{{7*7}} <img src=x onerror=alert(1)> & "q"`;

test("what people have written is text in an e-mail, and no header", async () => {
  const { home, reviewer } = await withReviewer();
  await openReview(home, ({ stages }) => {
    const [, gate] = stages;
    if (gate) gate.title = `${CANARIES}\r\nBcc: victim@example.org\u2028X-Evil: 1`;
  });
  await tell(pool, { hasMail: true });
  const { received, mailer } = await postOffice();
  sender({}, { mailer });
  await until(["delivered"]);

  const [mail] = received;
  expect(mail?.to).toEqual([reviewer.email]);
  expect(mail?.headers).not.toHaveProperty("bcc");
  expect(mail?.headers).not.toHaveProperty("x-evil");
  expect(mail?.headers.subject).toBe(`To decide: ${CANARIES} Bcc: victim@example.org X-Evil: 1`);
  expect(mail?.content).toContain("&lt;img src=x onerror=alert(1)&gt; &amp; &quot;q&quot;");
  const [, html = ""] = mail?.content.split("<!doctype html>") ?? [];
  expect(html).toContain("{{7*7}}");
  expect(html).not.toContain("<img");
});

test("nobody is sent an e-mail of what they do not want to be sent, or where no server takes any", async () => {
  const { home, reviewer } = await withReviewer();
  const { notifications } = callerFor(services, reviewer);
  expect(await notifications.settings()).toEqual({
    hasMail: false,
    email: ["review_assigned", "review_due_soon", "review_overdue", "run_failed"],
  });
  await notifications.chooseEmail({ kinds: ["review_overdue"] });
  await openReview(home);
  await tell(pool, { hasMail: true });
  await notifications.chooseEmail({ kinds: ["review_assigned"] });
  await openReview(home);
  await tell(pool);
  expect(await rows()).toEqual([]);
  await openReview(home);
  await tell(pool, { hasMail: true });
  expect(await rows()).toMatchObject([{ status: "pending" }]);
  expect((await notifications.settings()).email).toEqual(["review_assigned"]);
  expect(await notifications.count()).toMatchObject({ unread: 3 });
});

test("of a review that was decided meanwhile no e-mail is sent", async () => {
  const { home } = await withReviewer();
  const { reviewId } = await openReview(home);
  await tell(pool, { hasMail: true });
  const owner = callerFor(services, await home.as("owner"));
  const { taskId, attempt, contentHash } = await owner.reviews.get({ reviewId });
  await owner.reviews.decide({ reviewId, taskId, attempt, contentHash, decision: "approved" });
  const { received, mailer } = await postOffice();
  sender({}, { mailer });
  await until(["dropped"]);
  expect(received).toEqual([]);
});

test("a worker that does not know the server says so", async () => {
  const { home } = await withReviewer();
  await openReview(home);
  await tell(pool, { hasMail: true });
  sender();
  await until(["exhausted"]);
  expect(await rows()).toMatchObject([{ error: expect.stringContaining("HEDDLE_SMTP_URL") }]);
});

test("a channel is told once of what several people are told, in text that calls nobody, and its address stays hidden", async () => {
  const { home } = await withReviewer();
  const { seen, url } = await receiver(answering(200));
  const owner = await openChannel(home, `${url}/services/T0/B0/hidden`);
  await openReview(home, ({ stages }) => {
    const [, gate] = stages;
    if (gate) gate.title = `<!channel> ${CANARIES}`;
  });
  await pool.query("update review set assignees = '{}'");
  await tell(pool);
  sender();
  await until(["delivered"]);

  expect(seen).toMatchObject([{ path: "/services/T0/B0/hidden", method: "POST" }]);
  const { text, mrkdwn } = JSON.parse(seen[0]?.body ?? "") as { text: string; mrkdwn: boolean };
  expect(mrkdwn).toBe(false);
  expect(text).toContain("To decide: &lt;!channel&gt; {{7*7}} &lt;img src=x onerror=alert(1)&gt; &amp;");
  expect(text).toMatch(/\nhttp:\/\/heddle\.test\/inbox\/\d+$/);
  expect(JSON.stringify(await rows())).not.toContain("hidden");
  expect((await owner.secrets.uses({ name: "TEAM_HOOK" })).rows).toMatchObject([
    { service: "slack", by: "notifications" },
  ]);
});

test("a channel goes through the same guard as everything else", async () => {
  const { home } = await withReviewer();
  const { seen, url } = await receiver(answering(200));
  await openChannel(home, `${url}/hook`);
  await openReview(home);
  await tell(pool);
  sender({}, { outbound: { hosts: [], cidrs: [] } });
  await until(["exhausted"]);
  expect(seen).toEqual([]);
  expect(await rows()).toMatchObject([{ error: expect.stringMatching(/not on the public internet/) }]);
});

test("a channel is told of the kinds that were chosen, and of nothing once it or its secret is gone", async () => {
  const { home } = await withReviewer();
  const owner = await openChannel(home, "https://hooks.example.org/x", ["run_failed"]);
  await openReview(home);
  await tell(pool);
  expect(await rows()).toEqual([]);
  expect(await owner.notifications.channel()).toEqual({ secret: "TEAM_HOOK", kinds: ["run_failed"] });
  await owner.notifications.setChannel({ secret: "TEAM_HOOK" });
  await openReview(home);
  await tell(pool);
  expect(await rows()).toHaveLength(1);
  await owner.secrets.delete({ name: "TEAM_HOOK" });
  sender();
  await until(["dropped"]);
  expect(await owner.notifications.channel()).toEqual({ secret: null, kinds: [] });
});

test("a channel needs a secret that is there, and ends without one", async () => {
  const { home } = await withReviewer();
  const owner = await openChannel(home, "no address at all");
  await expect(owner.notifications.setChannel({ secret: "GONE" })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await openReview(home);
  await tell(pool);
  sender();
  await until(["exhausted"]);
  expect(await rows()).toMatchObject([{ error: "The secret TEAM_HOOK holds no URL" }]);
  expect(await owner.notifications.setChannel({ secret: null })).toEqual({ secret: null, kinds: [] });
  expect(await owner.notifications.channel()).toEqual({ secret: null, kinds: [] });
});
