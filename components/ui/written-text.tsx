"use client";

import { useEffect, useRef } from "react";

/** Text that a stage is writing. It follows the end unless the reader has scrolled away from it. */
export function WrittenText({ text, isOpen }: { text: string; isOpen: boolean }) {
  const region = useRef<HTMLElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new text moves the end
  useEffect(() => {
    const { current } = region;
    if (current && isAtEnd.current) current.scrollTop = current.scrollHeight;
  }, [text]);
  return (
    <div className="flex flex-col gap-1">
      <p className="text-muted text-xs">{isOpen ? "Writing…" : "What it had written"}</p>
      <section
        ref={region}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Text so far"
        aria-busy={isOpen}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < 8;
        }}
        className="max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 text-sm"
      >
        {text}
      </section>
    </div>
  );
}
