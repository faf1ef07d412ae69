"use client";

import { Check, ClipboardList } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toast.tsx";

const SHOWN_MS = 1_500;

/** Copies how the run stands as plain text, to be pasted into a message or a ticket. */
export function CopyAsText({ runId }: { runId: number }) {
  const api = useTRPCClient();
  const [copied, setCopied] = useState(false);

  async function copy() {
    try {
      const { text } = await api.runs.text.query({ runId });
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch (error) {
      const isClipboard = error instanceof DOMException;
      toast.error(
        isClipboard ? `The browser did not let Heddle copy. Open /api/v1/runs/${runId}/status.txt.` : sentenceOf(error),
      );
    }
  }

  return (
    <IconButton label={copied ? "Copied" : "Copy as text"} onClick={copy}>
      {copied ? <Check aria-hidden className="text-success-ink" /> : <ClipboardList aria-hidden />}
    </IconButton>
  );
}
