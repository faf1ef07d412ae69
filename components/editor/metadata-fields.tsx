"use client";

import { Rows } from "#components/editor/template-field.tsx";
import { isExpression } from "#core/expression.ts";
import { type MetadataTemplate, PlainValue } from "#core/metadata.ts";
import { FieldName } from "#core/rule.ts";

const WORKFLOW_PLACE = { stageId: null, isPerSubtask: false };

interface MetadataFieldsProps {
  metadata: MetadataTemplate | undefined;
  onChange: (metadata: MetadataTemplate | undefined) => void;
}

/** Metadata of runs by name, each a text or an expression; one that is empty is a text that waits to be written. */
export function MetadataFields({ metadata = {}, onChange }: MetadataFieldsProps) {
  return (
    <>
      <p className="text-muted text-xs">
        Plain values that rules and dedupe compare, evaluated when a run starts: they read input and item.
      </p>
      <Rows
        label="Metadata"
        rows={Object.entries(metadata)}
        path={["metadata"]}
        place={WORKFLOW_PLACE}
        refuseName={(name) => {
          const shape = FieldName.safeParse(name);
          return shape.success ? null : `A name ${shape.error.issues[0]?.message ?? "has another shape"}.`;
        }}
        onChange={(rows) => {
          const kept = rows.map(([name, value]): [string, MetadataTemplate[string]] => {
            if (isExpression(value)) return [name, value.$ === "" ? "" : value];
            const plain = PlainValue.safeParse(value);
            return [name, plain.success ? plain.data : ""];
          });
          onChange(kept.length > 0 ? Object.fromEntries(kept) : undefined);
        }}
      />
    </>
  );
}
