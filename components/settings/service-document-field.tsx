"use client";

import { Upload } from "lucide-react";
import { useRef, useState } from "react";
import type { ServiceForm } from "#components/settings/service-text-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { readTextFile } from "#components/ui/schema-form/read-text-file.ts";

/** The OpenAPI document of a service, pasted or from a file. */
export function ServiceDocumentField({ draft, errors, onChange, isNew }: ServiceForm & { isNew: boolean }) {
  const chooser = useRef<HTMLInputElement>(null);
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
      <Button size="sm" className="self-start" onClick={() => chooser.current?.click()}>
        <Upload aria-hidden />
        Choose a file
      </Button>
      <input
        ref={chooser}
        type="file"
        aria-label="Document file"
        accept=".json,.yaml,.yml,application/json,text/yaml"
        className="hidden"
        onChange={(event) => {
          void choose(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </div>
  );
}
