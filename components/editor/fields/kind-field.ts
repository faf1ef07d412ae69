import type { ComponentType } from "react";
import type { ExpressionPlace } from "#components/editor/expression-scope.ts";

export interface KindFieldProps {
  /** The property of the stage's config that it edits. */
  name: string;
  label: string;
  hint: string;
  value: unknown;
  onChange: (value: unknown) => void;
  /** The whole config, for a control that stands for several of its properties. */
  config: Readonly<Record<string, unknown>>;
  /** Changes several properties at once; undefined takes one away. */
  onChangeSeveral: (change: Record<string, unknown>) => void;
  /** Where it stands in the definition. */
  path: readonly (string | number)[];
  place: ExpressionPlace;
  error: string | undefined;
}

/** Controls for the properties of a kind's config that need more than its schema gives. */
export type KindFields = Record<string, ComponentType<KindFieldProps>>;
