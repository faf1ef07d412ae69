import type { Definition } from "#core/definition.ts";
import { stageOf } from "#scripts/screenshots/stage-of.ts";

const CHECK = `export default (lines: { amount: string }[]) => {
  for (const [index, { amount }] of lines.entries()) {
    console.log(\`line \${index + 1}: \${amount}\`);
    if (Number.isNaN(Number(amount))) throw new Error(\`Line \${index + 1}: "\${amount}" is not an amount\`);
  }
  return lines;
};
`;

/** Fails at its second stage, as workflows do. */
export const invoiceImport: Definition = {
  heddle: 1,
  name: "invoice.import",
  title: "Invoice import",
  description: "Reads an invoice and books its lines.",
  itemId: { $: "input.number" },
  stages: [
    stageOf("read", "transform", "Read lines", { x: 0, y: 0 }, { expression: "input.lines" }),
    {
      ...stageOf("check", "code", "Check amounts", { x: 260, y: 0 }, { source: CHECK }),
      input: { $: "stages.read.output" },
    },
    stageOf("book", "code", "Book", { x: 520, y: 0 }, { source: "export default (input) => input" }),
  ],
  dependencies: [
    { from: "read", to: "check", requiresSuccess: true },
    { from: "check", to: "book", requiresSuccess: true },
  ],
};
