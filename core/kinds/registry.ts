import type { z } from "zod";
import { codeConfig } from "#core/kinds/code.ts";
import { httpConfig } from "#core/kinds/http.ts";
import { reviewConfig } from "#core/kinds/review.ts";
import { transformConfig } from "#core/kinds/transform.ts";
import { waitConfig } from "#core/kinds/wait.ts";

export const STAGE_KINDS = ["code", "transform", "http", "review", "wait"] as const;
export type StageKind = (typeof STAGE_KINDS)[number];

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
} satisfies Record<StageKind, KindDescription>;
