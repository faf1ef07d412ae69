import { Download } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { bytesWords } from "#components/ui/bytes-words.ts";
import { JsonView } from "#components/ui/json-view.tsx";
import type { Payload } from "#core/views.ts";

/** JSON of a task. What is too large to show is downloaded. */
export function PayloadView({ payload, label, missing }: { payload: Payload | null; label: string; missing: string }) {
  if (!payload) return <p className="text-muted">{missing}</p>;
  return (
    <div className="flex flex-col gap-2">
      {payload.value === undefined ? (
        <p className="text-muted">{bytesWords(payload.size)} of JSON: too large to show here.</p>
      ) : typeof payload.value === "string" && payload.value.includes("\n") ? (
        <LongText text={payload.value} label={label} />
      ) : (
        <JsonView value={payload.value} label={label} />
      )}
      {payload.href && (
        <Button size="sm" asChild className="self-start">
          <a href={payload.href} download>
            <Download aria-hidden /> Download {bytesWords(payload.size)}
          </a>
        </Button>
      )}
    </div>
  );
}

const LongText = ({ text, label }: { text: string; label: string }) => (
  <section
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    tabIndex={0}
    aria-label={label}
    className="max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs"
  >
    {text}
  </section>
);
