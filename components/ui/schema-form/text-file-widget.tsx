"use client";

import type { WidgetProps } from "@rjsf/utils";
import clsx from "clsx";
import { FileText, Upload } from "lucide-react";
import { type DragEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { readTextFile } from "#components/ui/schema-form/read-text-file.ts";
import { tied } from "#components/ui/schema-form/tied.ts";

const TYPED_UP_TO = 200_000;
const PREVIEWED = 2_000;

/** Text that may come from a file: chosen, dropped, pasted or typed. */
export function TextFile(props: WidgetProps) {
  const { value, label, onChange, options, disabled } = props;
  const [refusal, setRefusal] = useState<string | null>(null);
  const [fileName, setFileName] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);
  const chooser = useRef<HTMLInputElement>(null);
  const text = typeof value === "string" ? value : "";

  async function take(file: File | undefined) {
    if (!file) return;
    const read = await readTextFile(file, label);
    setRefusal("refusal" in read ? read.refusal : null);
    if ("refusal" in read) return;
    setFileName(file.name);
    onChange(read.text);
  }

  function write(next: string) {
    setRefusal(null);
    setFileName(null);
    onChange(next === "" ? options.emptyValue : next);
  }

  function onDrop(event: DragEvent) {
    event.preventDefault();
    setIsOver(false);
    void take(event.dataTransfer.files[0]);
  }

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first
    <div
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={onDrop}
      className={clsx(
        "flex flex-col gap-2 rounded-lg border border-dashed p-2",
        isOver ? "border-accent bg-accent-soft" : "border-line-strong",
      )}
    >
      <div className="flex flex-wrap items-center gap-2">
        <Button size="sm" disabled={disabled ?? false} onClick={() => chooser.current?.click()}>
          <Upload aria-hidden />
          Choose a file
        </Button>
        <span className="text-muted text-xs">or drop it here, or paste the text</span>
        <input
          ref={chooser}
          type="file"
          aria-label={`File for ${label}`}
          accept="text/*,.md,.txt,.json,.csv,.xml,.yaml,.yml,.log"
          className="hidden"
          onChange={(event) => {
            void take(event.target.files?.[0]);
            event.target.value = "";
          }}
        />
        {text && (
          <span className="ml-auto flex min-w-0 items-center gap-1.5 text-muted text-xs">
            <FileText aria-hidden className="size-3.5 shrink-0" />
            <span className="truncate">
              {fileName ?? "Text"}, {text.length.toLocaleString("en")} characters
            </span>
          </span>
        )}
      </div>
      {refusal && <FieldError>{refusal}</FieldError>}
      {text.length > TYPED_UP_TO ? (
        <div className="flex flex-col items-start gap-2">
          <pre className="max-h-48 w-full overflow-y-auto whitespace-pre-wrap break-words rounded-md bg-hover p-2 font-mono text-xs">
            {text.slice(0, PREVIEWED)}…
          </pre>
          <Button size="sm" id={props.id} onClick={() => write("")}>
            Remove this text
          </Button>
        </div>
      ) : (
        <Textarea
          {...tied(props)}
          rows={8}
          value={text}
          onChange={(event) => write(event.target.value)}
          className="font-mono !text-xs"
        />
      )}
    </div>
  );
}
