"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { ExpressionPreview } from "#components/editor/expression-preview.ts";
import type { SampleData } from "#components/editor/expression-scope.ts";
import { useTRPC } from "#components/trpc/client.tsx";

/** The last run's data, and what tries expressions over it. */
export function useSample(name: string): { sample: SampleData | null; preview: ExpressionPreview | null } {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workflows.sample.queryOptions({ name }));
  const sample = data?.data ?? null;
  const preview = useMemo(() => (sample ? new ExpressionPreview(sample) : null), [sample]);
  useEffect(() => () => preview?.close(), [preview]);
  return { sample, preview };
}
