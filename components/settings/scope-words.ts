import type { Scope } from "#core/scopes.ts";

/** What each scope of a key lets it do, for people who make keys. */
export const SCOPE_WORDS: Record<Scope, string> = {
  read: "Read workflows, runs and reviews",
  run: "Start and control runs and batches",
  decide: "Decide reviews in place of a person",
  "decide-as-agent": "Let an agent, a language model with tools, decide reviews",
  edit: "Change workflows, triggers, rules and the cache",
  admin: "Manage secrets, services, people, keys and read the audit",
};
