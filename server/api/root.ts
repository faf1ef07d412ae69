import { auditRouter } from "#server/api/audit.ts";
import { batchesRouter } from "#server/api/batches.ts";
import { cacheRouter } from "#server/api/cache.ts";
import { deliveriesRouter } from "#server/api/deliveries.ts";
import { eventsRouter } from "#server/api/events.ts";
import { functionsRouter } from "#server/api/functions.ts";
import { groupsRouter } from "#server/api/groups.ts";
import { invitationsRouter } from "#server/api/invitations.ts";
import { itemsRouter } from "#server/api/items.ts";
import { keysRouter } from "#server/api/keys.ts";
import { notificationsRouter } from "#server/api/notifications.ts";
import { operationsRouter } from "#server/api/operations.ts";
import { peopleRouter } from "#server/api/people.ts";
import { retentionRouter } from "#server/api/retention.ts";
import { reviewsRouter } from "#server/api/reviews.ts";
import { rulesRouter } from "#server/api/rules.ts";
import { runsRouter } from "#server/api/runs.ts";
import { secretsRouter } from "#server/api/secrets.ts";
import { servicesRouter } from "#server/api/service-registry.ts";
import { sessionRouter } from "#server/api/session.ts";
import { sessionsRouter } from "#server/api/sessions.ts";
import { signingRouter } from "#server/api/signing.ts";
import { trialsRouter } from "#server/api/trials.ts";
import { triggersRouter } from "#server/api/triggers.ts";
import { router } from "#server/api/trpc.ts";
import { workflowsRouter } from "#server/api/workflows.ts";
import { workspacesRouter } from "#server/api/workspaces.ts";

export const appRouter = router({
  session: sessionRouter,
  workflows: workflowsRouter,
  functions: functionsRouter,
  trials: trialsRouter,
  runs: runsRouter,
  rules: rulesRouter,
  batches: batchesRouter,
  items: itemsRouter,
  reviews: reviewsRouter,
  notifications: notificationsRouter,
  triggers: triggersRouter,
  events: eventsRouter,
  cache: cacheRouter,
  deliveries: deliveriesRouter,
  signing: signingRouter,
  secrets: secretsRouter,
  services: servicesRouter,
  retention: retentionRouter,
  people: peopleRouter,
  groups: groupsRouter,
  invitations: invitationsRouter,
  keys: keysRouter,
  audit: auditRouter,
  operations: operationsRouter,
  sessions: sessionsRouter,
  workspaces: workspacesRouter,
});

export type AppRouter = typeof appRouter;
