import jsonata from "jsonata";
import type { SampleData } from "#components/editor/expression-scope.ts";
import type { Preview, PreviewAnswer, PreviewRequest } from "#components/editor/preview-protocol.ts";

const SHOWN_CHARACTERS = 2_000;

let data: SampleData | null = null;

self.onmessage = async ({ data: request }: MessageEvent<PreviewRequest>) => {
  if (request.type === "data") {
    data = request.data;
    return;
  }
  const answer: PreviewAnswer = { id: request.id, preview: await preview(request.source, request.itemsSource) };
  self.postMessage(answer);
};

async function preview(source: string, itemsSource: string | null): Promise<Preview> {
  try {
    const items: unknown = itemsSource ? await jsonata(itemsSource).evaluate(data) : null;
    const subtask = Array.isArray(items) ? { item: items[0], index: 0 } : undefined;
    const value: unknown = await jsonata(source).evaluate({ ...data, subtask });
    const text = JSON.stringify(value, null, 1);
    if (text === undefined) return { kind: "nothing" };
    return { kind: "value", text: text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text };
  } catch (error) {
    return {
      kind: "error",
      message: error instanceof Error ? error.message : String((error as { message?: unknown }).message ?? error),
    };
  }
}
