import { fetchMethod, type KnownService } from "#core/code-types/service-declarations.ts";
import { DECISIONS } from "#core/decision.ts";

const text = { type: "string" };
const whole = { type: "integer" };

const object = (properties: Record<string, object>, required = Object.keys(properties)) => ({
  type: "object",
  properties,
  required,
});

/** The services that every workspace has. */
export const BUILT_IN_SERVICES: readonly KnownService[] = [
  { name: "http", methods: [fetchMethod("An address, https://…")] },
  {
    name: "time",
    methods: [{ name: "sleepUntil", description: "Waits until then: ISO 8601, a Date, or milliseconds since 1970" }],
  },
  {
    name: "heddle",
    methods: [
      {
        name: "startRun",
        description: "Starts a run of the newest version of a workflow; once, whatever becomes of the worker",
        args: object({ workflow: text, input: {}, key: text }, ["workflow"]),
        result: object({ runId: whole }),
      },
      {
        name: "awaitRun",
        description: "Waits for the end of a run, however long",
        args: object({ runId: whole }),
        result: object({ runId: whole, status: { enum: ["completed", "failed", "canceled"] }, output: {} }),
      },
      {
        name: "review",
        description: "Asks a person, and waits for the decision, however long",
        args: object(
          { title: text, value: {}, instructions: text, form: {}, assignees: { type: "array", items: text } },
          ["title"],
        ),
        result: object({
          decision: { enum: [...DECISIONS] },
          comment: text,
          value: {},
          form: {},
          isEdited: { type: "boolean" },
          marks: { type: "array", items: object({ path: text, line: whole, note: text }, ["path", "note"]) },
          by: text,
          at: text,
        }),
      },
      { name: "kv.get", args: object({ key: text }), description: "A value of the workspace; null when there is none" },
      {
        name: "kv.set",
        description: "Keeps a value; with a version only if it is still that one",
        args: object({ key: text, value: {}, version: whole }, ["key", "value"]),
        result: object({ version: whole }),
      },
      { name: "kv.delete", args: object({ key: text, version: whole }, ["key"]) },
      {
        name: "kv.list",
        args: object({ prefix: text, after: text, limit: whole }, []),
        result: object({ keys: { type: "array", items: object({ key: text, version: whole }) }, next: {} }),
      },
      {
        name: "artifact.put",
        description: "Keeps a file of the run and answers with its reference",
        args: object({ name: text, content: text, base64: text, type: text }, ["name"]),
      },
      { name: "artifact.get", args: object({ artifact: {} }) },
    ],
  },
];
