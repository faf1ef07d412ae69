import { z } from "zod";

/** A JSONata expression: the only thing in a definition that is ever evaluated. */
export const Expression = z.strictObject({ $: z.string().min(1).max(10_000) });
export type Expression = z.infer<typeof Expression>;

export const isExpression = (value: unknown): value is Expression =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 1 &&
  typeof (value as { $?: unknown }).$ === "string";

/** A JSON value in which any place may hold an expression instead. */
export type Template = null | boolean | number | string | Expression | Template[] | { [key: string]: Template };

/**
 * Every expression in a template with the path that leads to it.
 * Takes any JSON value; returns `{ path, source }` in reading order, path as keys and indexes.
 */
export function expressionsIn(
  template: unknown,
  path: (string | number)[] = [],
): { path: (string | number)[]; source: string }[] {
  if (isExpression(template)) return [{ path, source: template.$ }];
  if (Array.isArray(template)) return template.flatMap((value, index) => expressionsIn(value, [...path, index]));
  if (typeof template === "object" && template !== null)
    return Object.entries(template).flatMap(([key, value]) => expressionsIn(value, [...path, key]));
  return [];
}
