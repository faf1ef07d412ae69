"use client";

import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { CopyButton } from "#components/ui/copy-button.tsx";

const OPEN_TO_DEPTH = 2;
const SHOWN_AT_FIRST = 100;

/** JSON to read: a tree that folds. Strings are text, whatever they hold. */
export function JsonView({ value, label = "JSON" }: { value: unknown; label?: string }) {
  return (
    <div className="relative min-w-0 rounded-md border bg-canvas">
      <div className="absolute top-1 right-1 z-10">
        <CopyButton text={JSON.stringify(value, null, 2) ?? "null"} label={`Copy ${label}`} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section tabIndex={0} aria-label={label} className="max-h-96 overflow-auto p-3 pr-9 font-mono text-xs leading-5">
        <Branch value={value} depth={0} />
      </section>
    </div>
  );
}

function Branch({ name, value, depth }: { name?: string; value: unknown; depth: number }) {
  const [open, setOpen] = useState(depth < OPEN_TO_DEPTH);
  const [shown, setShown] = useState(SHOWN_AT_FIRST);
  if (typeof value !== "object" || value === null)
    return (
      <div className="whitespace-pre-wrap break-words pl-4">
        <Name name={name} />
        <Leaf value={value} />
      </div>
    );
  const entries = Object.entries(value);
  const size = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 items-center rounded-sm text-left hover:bg-hover"
      >
        <ChevronRight aria-hidden className={`size-3.5 shrink-0 text-faint ${open ? "rotate-90" : ""}`} />
        <span>
          <Name name={name} />
          <span className="text-faint">{size}</span>
        </span>
      </button>
      {open && (
        <div className="ml-1.5 border-l pl-1">
          {entries.slice(0, shown).map(([key, child]) => (
            <Branch key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown && (
            <button type="button" onClick={() => setShown(shown * 5)} className="ml-4 text-accent-ink underline">
              {entries.length - shown} more
            </button>
          )}
        </div>
      )}
    </div>
  );
}

const Name = ({ name }: { name: string | undefined }) =>
  name === undefined ? null : <span className="text-accent-ink">{name}: </span>;

function Leaf({ value }: { value: unknown }) {
  if (typeof value === "string") return <span className="text-success-ink">{JSON.stringify(value)}</span>;
  return <span className="text-warning-ink">{value === undefined ? "undefined" : String(value)}</span>;
}
