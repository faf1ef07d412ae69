import { z } from "zod";
import { codeConfig } from "#core/kinds/code.ts";
import { externalConfig } from "#core/kinds/external.ts";
import { httpConfig } from "#core/kinds/http.ts";
import { llmConfig } from "#core/kinds/llm.ts";
import { reviewConfig } from "#core/kinds/review.ts";
import { transformConfig } from "#core/kinds/transform.ts";
import { waitConfig } from "#core/kinds/wait.ts";
import { workflowConfig } from "#core/kinds/workflow.ts";

export const STAGE_KINDS = ["code", "transform", "http", "llm", "review", "wait", "external", "workflow"] as const;
export type BuiltInKind = (typeof STAGE_KINDS)[number];
/** A stage that the operator loads into the worker, by its name. */
export type CustomKind = `custom:${string}`;
export type StageKind = BuiltInKind | CustomKind;

const CustomName = z.string().regex(/^[a-z][a-z0-9]*([._-][a-z0-9]+)*$/);

export const StageKind = z.union([z.enum(STAGE_KINDS), z.templateLiteral(["custom:", CustomName])], {
  error: `is one of ${STAGE_KINDS.join(", ")}, or custom: and the name of an operator's stage`,
});

export const isCustom = (kind: string): kind is CustomKind => kind.startsWith("custom:");

/** What the name of an operator's stage is behind `custom:`. */
export const customName = (kind: CustomKind): string => kind.slice("custom:".length);

interface KindDescription {
  title: string;
  summary: string;
  config: z.ZodType;
  /** What a stage of this kind starts with when it is dropped on the canvas. */
  initialConfig: Record<string, unknown>;
}

export const KINDS = {
  code: {
    title: "Code",
    summary: "JavaScript or TypeScript in a sandbox",
    config: codeConfig,
    initialConfig: { source: "export default async function (input) {\n  return input;\n}\n" },
  },
  transform: {
    title: "Transform",
    summary: "Reshape data with one JSONata expression",
    config: transformConfig,
    initialConfig: { expression: "input" },
  },
  http: {
    title: "HTTP request",
    summary: "Call a web service",
    config: httpConfig,
    initialConfig: { method: "GET", url: "https://" },
  },
  llm: {
    title: "Language model",
    summary: "Ask a model for text or JSON",
    config: llmConfig,
    initialConfig: { model: "", prompt: "" },
  },
  review: {
    title: "Review",
    summary: "Wait for a person's decision",
    config: reviewConfig,
    initialConfig: { summary: "", assignees: [] },
  },
  wait: {
    title: "Wait",
    summary: "For a while, or until a time",
    config: waitConfig,
    initialConfig: { for: "PT1H" },
  },
  external: {
    title: "External system",
    summary: "Start work elsewhere, which reports back",
    config: externalConfig,
    initialConfig: { method: "POST", url: "https://" },
  },
  workflow: {
    title: "Workflow",
    summary: "Run another workflow and wait for its end",
    config: workflowConfig,
    initialConfig: { workflow: "" },
  },
} satisfies Record<BuiltInKind, KindDescription>;

const custom: Omit<KindDescription, "title"> = {
  summary: "A stage of the operator",
  // Only the worker that loaded the stage knows more; `customStageProblems` asks what it has published.
  config: z.record(z.string(), z.unknown()),
  initialConfig: {},
};

/** What there is to know of a kind without asking anybody; an operator's stage is described by its name alone. */
export const describedKind = (kind: StageKind): KindDescription =>
  isCustom(kind) ? { ...custom, title: customName(kind) } : KINDS[kind];
