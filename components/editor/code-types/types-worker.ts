import { Language } from "#components/editor/code-types/language.ts";
import type { TypesAnswer, TypesMessage, TypesRequest } from "#components/editor/code-types/protocol.ts";
import type { CodeLibrary } from "#core/code-types/code-library.ts";

let loading: Promise<{ language: Language; modules: CodeLibrary["modules"] }> | undefined;

async function load() {
  const response = await fetch("/api/code-types");
  if (!response.ok) throw new Error(`The types of code: ${response.status}`);
  const { lib, modules } = (await response.json()) as CodeLibrary;
  return { language: new Language(lib), modules };
}

function loaded() {
  loading ??= load();
  // Whoever asks next tries again.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

async function answerTo(request: TypesRequest): Promise<TypesAnswer[TypesRequest["type"]]> {
  const { language, modules } = await loaded();
  const code = { ...request, modules: { ...modules, ...request.modules } };
  switch (request.type) {
    case "complete":
      return language.complete(code, request.at);
    case "detail":
      return language.detail(code, request.at, request.name);
    case "describe":
      return language.describe(code, request.at);
    case "check":
      return language.check(code);
  }
}

self.onmessage = async ({ data }: MessageEvent<TypesRequest>) => {
  const { id } = data;
  const message = await answerTo(data).then(
    (answer): TypesMessage => ({ id, answer }),
    (): TypesMessage => ({ id, failed: true }),
  );
  self.postMessage(message);
};
self.postMessage({ ready: true } satisfies TypesMessage);
