"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";
import { type CustomStage, initialInput } from "#core/custom-stages.ts";
import { customName, describedKind, isCustom, type StageKind } from "#core/kinds/registry.ts";

const FRESH_MS = 30_000;

/** The operator's stages; undefined while they are not known. */
export function useCustomStages(): CustomStage[] | undefined {
  const trpc = useTRPC();
  return useQuery(trpc.workflows.customStages.queryOptions(undefined, { staleTime: FRESH_MS })).data;
}

const found = (kind: StageKind, stages: readonly CustomStage[] | undefined): CustomStage | undefined =>
  isCustom(kind) ? stages?.find(({ name }) => name === customName(kind)) : undefined;

/** How a kind is called and what it is for. */
export function wordsOfKind(kind: StageKind, stages: readonly CustomStage[] | undefined) {
  const { title, summary } = describedKind(kind);
  const stage = found(kind, stages);
  return stage ? { title: stage.title, summary: stage.description || summary } : { title, summary };
}

/** The schema of what is set at an operator's stage; undefined when it is not known. */
export const configSchemaOf = (kind: StageKind, stages: readonly CustomStage[] | undefined) =>
  found(kind, stages)?.config;

/** What a stage of a kind starts with when it is added. */
export function newStage(kind: StageKind, stages: readonly CustomStage[] | undefined) {
  const stage = found(kind, stages);
  const input = stage && initialInput(stage);
  return { kind, ...(input && { input }) };
}
