import {
  type ArrayFieldItemTemplateProps,
  type ArrayFieldTemplateProps,
  errorId,
  type FieldTemplateProps,
  type ObjectFieldTemplateProps,
} from "@rjsf/utils";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { hintId } from "#components/ui/schema-form/tied.ts";

/** A control with its label, hint and errors. Objects and lists bring their own legend. */
export function FieldTemplate({
  id,
  label,
  required,
  displayLabel,
  rawDescription,
  rawErrors,
  hidden,
  schema,
  uiSchema,
  children,
}: FieldTemplateProps) {
  if (hidden) return <div className="hidden">{children}</div>;
  const ownsLabel = uiSchema?.["ui:field"] === "json" || !displayLabel;
  if (uiSchema?.["ui:field"] === "json") return children;
  const isGroup = schema.type === "object" || schema.type === "array";
  return (
    <div className="flex min-w-0 flex-col gap-1">
      {!ownsLabel && schema.type !== "boolean" && (
        <label htmlFor={id} className="font-medium text-sm">
          {label}
          {required && (
            <span aria-hidden className="text-danger-ink">
              {" "}
              *
            </span>
          )}
        </label>
      )}
      {children}
      {!isGroup && rawDescription && (
        <p id={hintId(id)} className="text-muted text-xs">
          {rawDescription}
        </p>
      )}
      {rawErrors?.length ? <FieldError id={errorId(id)}>{[...new Set(rawErrors)].join(" ")}</FieldError> : null}
    </div>
  );
}

export function ObjectTemplate({ title, schema, properties, fieldPathId }: ObjectFieldTemplateProps) {
  const isRoot = fieldPathId.path.length === 0;
  const fields = properties.filter(({ hidden }) => !hidden).map(({ name, content }) => <div key={name}>{content}</div>);
  if (isRoot) return <div className="flex flex-col gap-4">{fields}</div>;
  return (
    <fieldset className="flex min-w-0 flex-col gap-4 rounded-lg border p-3">
      <legend className="px-1 font-medium text-sm">{title}</legend>
      {schema.description && <p className="-mt-3 text-muted text-xs">{schema.description}</p>}
      {fields}
    </fieldset>
  );
}

export function ArrayTemplate({
  title,
  schema,
  items,
  canAdd,
  onAddClick,
  required,
  disabled,
}: ArrayFieldTemplateProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 font-medium text-sm">
        {title}
        {required && (
          <span aria-hidden className="text-danger-ink">
            {" "}
            *
          </span>
        )}
      </legend>
      {schema.description && <p className="text-muted text-xs">{schema.description}</p>}
      {items}
      {canAdd && (
        <Button size="sm" className="self-start" disabled={disabled ?? false} onClick={onAddClick}>
          <Plus aria-hidden />
          Add
        </Button>
      )}
    </fieldset>
  );
}

export function ArrayItemTemplate({ children, buttonsProps, index, hasToolbar }: ArrayFieldItemTemplateProps) {
  const { hasMoveUp, hasMoveDown, hasRemove, onMoveUpItem, onMoveDownItem, onRemoveItem, disabled } = buttonsProps;
  const nth = index + 1;
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">{children}</div>
      {hasToolbar && (
        <div className="flex">
          {hasMoveUp && (
            <IconButton label={`Move ${nth} up`} onClick={onMoveUpItem} disabled={disabled ?? false}>
              <ArrowUp aria-hidden />
            </IconButton>
          )}
          {hasMoveDown && (
            <IconButton label={`Move ${nth} down`} onClick={onMoveDownItem} disabled={disabled ?? false}>
              <ArrowDown aria-hidden />
            </IconButton>
          )}
          {hasRemove && (
            <IconButton label={`Remove ${nth}`} onClick={onRemoveItem} disabled={disabled ?? false}>
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </div>
      )}
    </div>
  );
}
