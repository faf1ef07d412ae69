"use client";

import { useState } from "react";
import { Plain } from "#components/diff/marks.tsx";

const LINES_AT_FIRST = 12;
const LINES_AT_MOST = 1_000;
const LINE_AT_MOST = 2_000;
const PREVIEW = 80;

/** A JSON value that is drawn as a whole: its first lines, or a part of one where it is only for orientation. */
export function WholeValue({ value, isPreview = false }: { value: unknown; isPreview?: boolean }) {
  const [isOpen, setOpen] = useState(false);
  if (typeof value !== "object" || value === null) return <Plain text={JSON.stringify(value)} />;
  const lines = JSON.stringify(value, null, 2).split("\n");
  const start = lines
    .slice(0, PREVIEW)
    .map((line) => line.trim().slice(0, PREVIEW))
    .join(" ");
  if (start.length < PREVIEW && lines.length < PREVIEW) return start;
  const max = isOpen ? LINES_AT_MOST : LINES_AT_FIRST;
  const shown = lines
    .slice(0, max)
    .map((line) => (line.length > LINE_AT_MOST ? `${line.slice(0, LINE_AT_MOST)}…` : line));
  const left = lines.length - shown.length;
  return (
    <>
      {isPreview && !isOpen ? `${start.slice(0, PREVIEW)}… ` : <span className="block">{shown.join("\n")}</span>}
      {(isOpen || isPreview || left > 0) && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="rounded-sm font-sans text-accent-ink underline underline-offset-2 pointer-coarse:min-h-10"
        >
          {isOpen ? "Show less" : `Show all ${lines.length.toLocaleString("en")} lines`}
        </button>
      )}
      {isOpen && left > 0 && (
        <span className="ml-2 font-sans text-muted">{left.toLocaleString("en")} more lines are not shown</span>
      )}
    </>
  );
}
