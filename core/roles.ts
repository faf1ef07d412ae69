/** Who may do what, in one place. Every procedure names one of these actions (DESIGN 10). */
export const ROLES = ["owner", "editor", "reviewer", "viewer"] as const;
export type Role = (typeof ROLES)[number];

const READERS: readonly Role[] = ROLES;

export const ACTIONS = {
  "workflow.read": READERS,
  "workflow.edit": ["owner", "editor"],
  "workflow.publish": ["owner", "editor"],
  "function.read": READERS,
  "function.publish": ["owner", "editor"],
  "run.read": READERS,
  "run.start": ["owner", "editor"],
  "run.cancel": ["owner", "editor"],
  "run.control": ["owner", "editor"],
  "batch.read": READERS,
  "batch.submit": ["owner", "editor"],
  "batch.stop": ["owner", "editor"],
  "review.read": READERS,
  "review.decide": ["owner", "editor", "reviewer"],
  "notification.read": READERS,
  "notification.manage": READERS,
  "artifact.read": READERS,
  "trigger.read": READERS,
  "trigger.manage": ["owner", "editor"],
  "event.publish": ["owner", "editor"],
  "delivery.read": READERS,
  "delivery.replay": ["owner", "editor"],
  "signing.manage": ["owner", "editor"],
  "rule.read": READERS,
  "rule.manage": ["owner", "editor"],
  "cache.read": READERS,
  "cache.manage": ["owner", "editor"],
  "secret.manage": ["owner", "editor"],
  "service.manage": ["owner", "editor"],
  "people.read": READERS,
  "people.manage": ["owner"],
  "workspace.manage": ["owner"],
  "key.manage": ["owner", "editor"],
  "retention.read": READERS,
  "retention.manage": ["owner"],
  "audit.read": ["owner"],
  "operations.read": ["owner"],
  "session.manage": READERS,
} as const satisfies Record<string, readonly Role[]>;

export type Action = keyof typeof ACTIONS;

/** Whether a role may do an action. An unknown role may do nothing. */
export const may = (role: string, action: Action): boolean => (ACTIONS[action] as readonly string[]).includes(role);

/** Whether a role may do everything that another may; only such a role may be handed out by it. */
export const covers = (role: Role, other: Role): boolean =>
  (Object.keys(ACTIONS) as Action[]).every((action) => !may(other, action) || may(role, action));
