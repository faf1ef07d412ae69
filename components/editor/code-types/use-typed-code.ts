"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { CodeMistake, TypedSource } from "#components/editor/code-types/protocol.ts";
import { typedCode } from "#components/editor/code-types/typed-code.ts";
import { useEditor } from "#components/editor/editor-context.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { FUNCTIONS_MODULE } from "#core/code-modules.ts";
import { BUILT_IN_SERVICES } from "#core/code-types/built-in-services.ts";
import type { Schema } from "#core/code-types/schema-of-values.ts";
import { type KnownService, serviceDeclarations } from "#core/code-types/service-declarations.ts";
import { checkDeclarations, codeDeclarations } from "#core/code-types/stage-declarations.ts";
import type { ServiceMethods } from "#core/service-method.ts";

const QUIET_MS = 300;
const NO_MISTAKES: readonly CodeMistake[] = [];

const knownService = ({ service, methods }: ServiceMethods): KnownService => ({
  name: service,
  methods: methods.map(({ name, summary, args, result }) => ({
    name,
    description: summary,
    ...(typeof args === "object" && { args: args as Schema }),
    ...(typeof result === "object" && result && { result: result as Schema }),
  })),
});

/** What code may call of the services of the workspace, where one may know them; asked for once it is wanted. */
function useServiceDeclarations(isWanted: boolean): string {
  const mayList = useMay("service.manage");
  const trpc = useTRPC();
  const { data } = useQuery(trpc.services.list.queryOptions(undefined, { enabled: mayList && isWanted }));
  const described = useQueries({
    queries: (data ?? []).map(({ name }) => trpc.services.methods.queryOptions({ name })),
  });
  const services = described.flatMap(({ data: service }) => (service ? [knownService(service)] : []));
  return serviceDeclarations([...BUILT_IN_SERVICES, ...services], services.length === data?.length);
}

/**
 * What TypeScript knows of the code at a place of the definition: an extension that completes and describes, and what is
 * wrong with the code as it is now, a moment after one stops typing. Nothing is loaded for it before the first `begin`.
 */
export function useTypedCode(source: string, path: readonly (string | number)[]) {
  const { definition, sample, codeTypes } = useEditor();
  const [isWanted, setWanted] = useState(false);
  const [found, setFound] = useState<{ source: string; mistakes: readonly CodeMistake[] } | null>(null);
  const services = useServiceDeclarations(isWanted);
  const [, index, part] = path;
  const stage = typeof index === "number" ? definition.stages[index] : undefined;

  const about = useEffectEvent((): Omit<TypedSource, "source"> => {
    const declarationsOf = part === "check" ? checkDeclarations : codeDeclarations;
    return {
      declarations: `${stage ? declarationsOf(definition, stage, sample) : ""}${services}`,
      modules: stage && definition.functions ? { [FUNCTIONS_MODULE]: definition.functions } : {},
    };
  });
  const [extension] = useState(() => (codeTypes ? typedCode({ types: codeTypes, about: () => about() }) : []));
  const check = useEffectEvent(() => codeTypes?.ask<"check">({ ...about(), source }, { type: "check" }));

  // biome-ignore lint/correctness/useExhaustiveDependencies: what the types are told from changes what is wrong as well
  useEffect(() => {
    if (!isWanted) return;
    let isCurrent = true;
    const timer = setTimeout(async () => {
      const mistakes = await check();
      if (isCurrent && mistakes) setFound({ source, mistakes });
    }, QUIET_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [isWanted, source, services, sample, stage?.input, definition.input, definition.functions]);

  return {
    extension,
    mistakes: found?.source === source ? found.mistakes : NO_MISTAKES,
    begin: () => setWanted(true),
  };
}
