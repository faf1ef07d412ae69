"use client";

import { ArrowDownToLine } from "lucide-react";
import { useState } from "react";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { Button } from "#components/ui/button.tsx";
import type { LogLine } from "#core/run-event.ts";

const ROW_PX = 20;
const TONES: Record<LogLine["level"], string> = {
  debug: "text-faint",
  info: "text-ink",
  warn: "text-warning-ink",
  error: "text-danger-ink",
};

/** The log of a task as it comes. It follows the newest line until the reader scrolls away. */
export function LogView({ lines, isOpen }: { lines: readonly LogLine[]; isOpen: boolean }) {
  const [follow, setFollow] = useState(true);
  if (lines.length === 0)
    return (
      <p className="text-muted">
        {isOpen
          ? "Nothing logged yet. Lines appear here as the code writes them with console.log."
          : "Nothing was logged."}
      </p>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <div className="flex items-center justify-between text-muted text-xs">
        <span>{lines.length.toLocaleString("en-US")} lines</span>
        <Button
          size="sm"
          look="ghost"
          aria-pressed={follow}
          onClick={() => setFollow(!follow)}
          className="aria-pressed:text-accent-ink"
        >
          <ArrowDownToLine aria-hidden /> Follow
        </Button>
      </div>
      <ScrollingRows
        rows={lines}
        label="Log"
        estimatedHeight={ROW_PX}
        keyOf={(_, index) => index}
        follow={follow}
        onFollow={setFollow}
        className="rounded-md border bg-canvas py-1 font-mono text-xs"
      >
        {(line) => (
          <div className="flex gap-2 px-2 leading-5">
            <time dateTime={line.at} className="shrink-0 text-faint">
              {line.at.slice(11, 23)}
            </time>
            <span className={`min-w-0 whitespace-pre-wrap break-words ${TONES[line.level]}`}>
              {line.level === "warn" || line.level === "error" ? `${line.level}: ` : ""}
              {line.text}
            </span>
          </div>
        )}
      </ScrollingRows>
    </div>
  );
}
