"use client";

import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { toast } from "#components/ui/toast.tsx";

const SHOWN_MS = 1_500;

export function CopyButton({ text, label = "Copy" }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      setTimeout(() => setCopied(false), SHOWN_MS);
    } catch {
      toast.error("The browser did not let Heddle copy. Select the text and copy it by hand.");
    }
  }
  return (
    <IconButton label={copied ? "Copied" : label} size="sm" onClick={copy}>
      {copied ? <Check aria-hidden className="text-success-ink" /> : <Copy aria-hidden />}
    </IconButton>
  );
}
