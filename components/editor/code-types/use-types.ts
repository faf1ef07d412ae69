"use client";

import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { CodeTypes } from "#components/editor/code-types/code-types.ts";
import type { CodeMistake, TypedSource } from "#components/editor/code-types/protocol.ts";
import { typedCode } from "#components/editor/code-types/typed-code.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import type { Modules } from "#core/code-modules.ts";
import { BUILT_IN_SERVICES } from "#core/code-types/built-in-services.ts";
import type { Schema } from "#core/code-types/schema-of-values.ts";
import { type KnownService, serviceDeclarations } from "#core/code-types/service-declarations.ts";
import { functionsNamedIn, MAX_USES } from "#core/published-functions.ts";
import type { ServiceMethods } from "#core/service-method.ts";

const QUIET_MS = 300;
const NO_MODULES: Modules = {};
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

/** The published functions that code names, with all that they need; the same object until they are others. */
function usePublished(isWanted: boolean, texts: readonly string[]): Modules {
  const trpc = useTRPC();
  const imports = [...new Set(texts.flatMap(functionsNamedIn))].slice(0, MAX_USES);
  const { data } = useQuery(
    trpc.functions.modules.queryOptions(
      { imports },
      { enabled: isWanted && imports.length > 0, placeholderData: keepPreviousData },
    ),
  );
  return data ?? NO_MODULES;
}

interface Typed {
  source: string;
  /** Null where the code is only looked at. */
  codeTypes: CodeTypes | null;
  /** Ambient declarations besides those of services. */
  declare(): string;
  /** What it may import besides what comes with Heddle and what is published. */
  modules: Modules;
  /** What `declare` goes by: when it is another, what is wrong with the code may be, too. Always as many. */
  told?: readonly unknown[];
}

/**
 * What TypeScript knows of code: an extension that completes and describes, and what is wrong with the code as it is now,
 * a moment after one stops typing. Nothing is loaded for it before the first `begin`.
 */
export function useTypes({ source, codeTypes, declare, modules, told = [] }: Typed) {
  const [isWanted, setWanted] = useState(false);
  const [found, setFound] = useState<{ source: string; mistakes: readonly CodeMistake[] } | null>(null);
  const services = useServiceDeclarations(isWanted);
  const published = usePublished(isWanted, [source, ...Object.values(modules)]);

  const about = useEffectEvent(
    (): Omit<TypedSource, "source"> => ({
      declarations: `${declare()}${services}`,
      modules: { ...published, ...modules },
    }),
  );
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
  }, [isWanted, source, services, published, modules, ...told]);

  return {
    extension,
    mistakes: found?.source === source ? found.mistakes : NO_MISTAKES,
    begin: () => setWanted(true),
  };
}
