"use client";

import { useState } from "react";
import type { ServiceForm } from "#components/settings/service-text-field.tsx";
import { Field } from "#components/ui/field.tsx";
import { FileButton } from "#components/ui/file-button.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { readTextFile } from "#components/ui/schema-form/read-text-file.ts";

/** The OpenAPI document of a service, pasted or from a file. */
export function ServiceDocumentField({ draft, errors, onChange, isNew }: ServiceForm & { isNew: boolean }) {
  const [mistake, setMistake] = useState<string | null>(null);

  async function choose(file: File | undefined) {
    if (!file) return;
    const read = await readTextFile(file, "Document");
    setMistake("refusal" in read ? read.refusal : null);
    if ("text" in read) onChange({ document: read.text });
  }

  return (
    <div className="flex flex-col gap-2">
      <Field
        label={isNew ? "Document" : "Newer document"}
        hint={
          isNew
            ? "OpenAPI 3.0 or 3.1, JSON or YAML. Its operations become methods; the document is not kept."
            : "Describes its methods anew. Without one they stay as they are."
        }
        error={mistake ?? errors.document}
        required={isNew}
      >
        {(control) => (
          <Textarea
            {...control}
            rows={6}
            spellCheck={false}
            className="font-mono !text-xs"
            value={draft.document}
            onChange={({ target }) => {
              setMistake(null);
              onChange({ document: target.value });
            }}
          />
        )}
      </Field>
      <FileButton
        label="Document file"
        accept=".json,.yaml,.yml,application/json,text/yaml"
        onChoose={(file) => void choose(file)}
      />
    </div>
  );
}
