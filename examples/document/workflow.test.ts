import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workflow } from "#core/authoring/workflow.ts";
import { readExample } from "#server/workflows/read-example.ts";

const example = readExample("document");
const fileOf = (name: string) => readFileSync(join(import.meta.dirname, name), "utf8");
const code = (file: string) => ({ kind: "code", config: { source: fileOf(file) } }) as const;
const at = (x: number) => ({ position: { x, y: 0 } });

test("the workflow that is written in TypeScript is that of workflow.json", () => {
  const { title, description = "", input = {} } = example;
  const built = workflow("document.publish", { title, description, input, itemId: { $: "input.id" } })
    .stage("parse", { ...code("parse.ts"), title: "Parse", input: { text: { $: "input.text" } }, ...at(0) })
    .stage("enrich", {
      ...code("enrich.ts"),
      title: "Enrich",
      input: { task: { $: "subtask.item" }, document: { $: "stages.parse.output" } },
      ...at(320),
    })
    .after("parse")
    .forEach({ $: "['keywords', 'names', 'readability']" })
    .stage("review", {
      kind: "review",
      title: "Review",
      config: {
        summary: { $: fileOf("summary.jsonata").trim() },
        details: { found: { $: "stages.enrich.output" } },
        onReject: "continue",
      },
      ...at(640),
    })
    .after("enrich")
    .stage("export", {
      ...code("export.ts"),
      title: "Export",
      input: {
        title: { $: "input.title" },
        document: { $: "stages.parse.output" },
        enrichments: { $: "stages.enrich.output" },
        review: { $: "stages.review.output" },
      },
      ...at(960),
    })
    .after("review", { when: { $: "stages.review.output.decision = 'approved'" } })
    .build();

  expect(built).toEqual(example);
});
