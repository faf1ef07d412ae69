import { errorId, type WidgetProps } from "@rjsf/utils";

export const hintId = (id: string) => `${id}__hint`;

/** The attributes that tie a control to its hint and its errors. */
export function tied({ id, htmlName, schema, rawErrors, required, disabled }: WidgetProps) {
  const hasErrors = Boolean(rawErrors?.length);
  const ids = [schema.description && hintId(id), hasErrors && errorId(id)].filter(Boolean).join(" ");
  return {
    id,
    name: htmlName ?? id,
    disabled: disabled ?? false,
    "aria-describedby": ids || undefined,
    "aria-invalid": hasErrors || undefined,
    "aria-required": required || undefined,
  };
}
