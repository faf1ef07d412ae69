import { codeFields } from "#components/editor/fields/code.tsx";
import { externalFields } from "#components/editor/fields/external.tsx";
import { httpFields } from "#components/editor/fields/http.tsx";
import type { KindFields } from "#components/editor/fields/kind-field.ts";
import { llmFields } from "#components/editor/fields/llm.tsx";
import { reviewFields } from "#components/editor/fields/review.tsx";
import { transformFields } from "#components/editor/fields/transform.tsx";
import { waitFields } from "#components/editor/fields/wait.tsx";
import { workflowFields } from "#components/editor/fields/workflow.tsx";
import type { BuiltInKind } from "#core/kinds/registry.ts";

export const KIND_FIELDS = {
  code: codeFields,
  transform: transformFields,
  http: httpFields,
  llm: llmFields,
  review: reviewFields,
  wait: waitFields,
  external: externalFields,
  workflow: workflowFields,
} satisfies Record<BuiltInKind, KindFields>;
