import jsonata from "jsonata";
import type { SampleData } from "#components/editor/expression-scope.ts";
import type { Preview, PreviewAnswer, PreviewPlace, PreviewRequest } from "#components/editor/preview-protocol.ts";

const SHOWN_CHARACTERS = 2_000;

let data: SampleData | null = null;

self.onmessage = async ({ data: request }: MessageEvent<PreviewRequest>) => {
  if (request.type === "data") {
    data = request.data;
    return;
  }
  const answer: PreviewAnswer = { id: request.id, preview: await preview(request.source, request) };
  self.postMessage(answer);
};

/** What a check sees besides: the output that the last run ended with, as if it were the first attempt. */
function judged(stageId: string | null, isSubtask: boolean): Record<string, unknown> {
  if (stageId === null) return {};
  const made = data?.stages[stageId]?.output;
  const output = isSubtask && Array.isArray(made) ? made[0] : made;
  return { output, attempt: 1, maxAttempts: 1, previous: [] };
}

async function preview(source: string, { itemsSource, checkOf }: PreviewPlace): Promise<Preview> {
  try {
    const items: unknown = itemsSource ? await jsonata(itemsSource).evaluate(data) : null;
    const subtask = Array.isArray(items) ? { item: items[0], index: 0 } : undefined;
    const value: unknown = await jsonata(source).evaluate({
      ...data,
      subtask,
      ...judged(checkOf, subtask !== undefined),
    });
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
