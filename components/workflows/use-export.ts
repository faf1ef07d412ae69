"use client";

import { useMutation } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPCClient } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

function save(text: string, fileName: string) {
  const href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = href;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(href);
}

/** Hands the browser a workflow's definition as a file. */
export function useExport() {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: (wanted: { name: string; format: "json" | "yaml" }) => client.workflows.export.query(wanted),
    onSuccess: ({ text, fileName }) => save(text, fileName),
    onError: (error) => toast.error(sentenceOf(error)),
  });
}
