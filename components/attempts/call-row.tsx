"use client";

import { ChevronRight } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { durationWords } from "#components/ui/time-words.ts";
import type { HostCallView } from "#core/host-call-view.ts";

interface CallRowProps {
  call: HostCallView;
  /** When what made the call began: the row tells how much later it was. */
  since: string;
  isMocked?: boolean;
  /** Beside what was asked and answered, when the row is open. */
  children?: ReactNode;
}

/** One call of code to the outside: when, what, how long and what came of it; the whole of both when it is opened. */
export function CallRow({ call, since, isMocked = false, children }: CallRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const { service, method, args, askedAt, answeredAt, value, error } = call;
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
        className="flex w-full min-w-0 items-start gap-2 px-2 py-1.5 text-left hover:bg-hover focus-visible:outline-offset-[-2px] pointer-coarse:min-h-10"
      >
        <time
          dateTime={askedAt}
          title={askedAt}
          className="w-20 shrink-0 whitespace-nowrap pt-px text-right text-muted text-xs tabular-nums leading-5"
        >
          +{durationWords(Date.parse(askedAt) - Date.parse(since))}
        </time>
        <ChevronRight aria-hidden className={`mt-1 size-3.5 shrink-0 text-faint ${isOpen ? "rotate-90" : ""}`} />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
            <span className="break-all font-medium font-mono text-xs leading-5">
              {service}.{method}
            </span>
            <Badge tone={error ? "danger" : answeredAt ? "success" : "accent"}>
              {error ? error.code : answeredAt ? "answered" : "no answer yet"}
            </Badge>
            {isMocked && <Badge tone="warning">by a mock</Badge>}
            {call.attempt > 1 && <span className="text-muted text-xs">attempt {call.attempt}</span>}
          </span>
          {!isOpen && <span className="truncate font-mono text-muted text-xs leading-5">{error?.message ?? args}</span>}
        </span>
        <Duration
          from={askedAt}
          to={answeredAt}
          className="shrink-0 whitespace-nowrap text-muted text-xs tabular-nums leading-5"
        />
      </button>
      {isOpen && (
        <div className="flex min-w-0 flex-col gap-2 px-3 pt-1 pb-3">
          <Json label="Asked with" text={args} />
          {error && <p className="whitespace-pre-wrap break-words text-danger-ink text-sm">{error.message}</p>}
          {value !== null && <Json label="Answered" text={value} />}
          {children}
        </div>
      )}
    </div>
  );
}

/** JSON text as a tree; as it stands when it was cut. */
function Json({ label, text }: { label: string; text: string }) {
  const whole = parsed(text);
  return (
    <figure className="min-w-0">
      <figcaption className="mb-1 text-muted text-xs">{label}</figcaption>
      {whole ? (
        <JsonView value={whole.value} label={label} />
      ) : (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label={label}
          className="max-h-60 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs"
        >
          {text}
        </section>
      )}
    </figure>
  );
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
