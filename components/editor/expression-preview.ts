import type { SampleData } from "#components/editor/expression-scope.ts";
import type { Preview, PreviewAnswer, PreviewPlace, PreviewRequest } from "#components/editor/preview-protocol.ts";

const LIMIT_MS = 1_000;

/** Evaluates expressions over the last run's data in a web worker, which is ended when one takes longer than a second. */
export class ExpressionPreview {
  readonly #data: SampleData;
  readonly #waiting = new Map<number, (preview: Preview) => void>();
  #worker: Worker | null = null;
  #lastId = 0;

  constructor(data: SampleData) {
    this.#data = data;
  }

  evaluate(source: string, place: PreviewPlace): Promise<Preview> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#restart(), LIMIT_MS);
      this.#waiting.set(id, (preview) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(preview);
      });
      this.#post({ type: "evaluate", id, source, ...place });
    });
  }

  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #restart(): void {
    this.close();
    for (const answer of [...this.#waiting.values()])
      answer({ kind: "error", message: "It takes longer than a second." });
  }

  #post(request: PreviewRequest): void {
    if (!this.#worker) {
      this.#worker = new Worker(new URL("./preview-worker.ts", import.meta.url));
      this.#worker.onmessage = ({ data }: MessageEvent<PreviewAnswer>) => this.#waiting.get(data.id)?.(data.preview);
      this.#worker.postMessage({ type: "data", data: this.#data } satisfies PreviewRequest);
    }
    this.#worker.postMessage(request);
  }
}
