import type { TypedSource, TypesAnswer, TypesMessage, TypesRequest } from "#components/editor/code-types/protocol.ts";

type Asked<Type extends TypesRequest["type"]> = Omit<Extract<TypesRequest, { type: Type }>, "id" | keyof TypedSource>;

const LIMIT_MS = 20_000;

/**
 * Asks TypeScript, in a web worker that starts with the first question: a megabyte is loaded for it. It is ended when an
 * answer takes too long, and starts anew.
 */
export class CodeTypes {
  readonly #waiting = new Map<number, (answer: unknown) => void>();
  #worker: Promise<Worker> | null = null;
  #lastId = 0;

  /** Answers null when there is no answer. */
  ask<Type extends TypesRequest["type"]>(code: TypedSource, question: Asked<Type>): Promise<TypesAnswer[Type] | null> {
    const id = ++this.#lastId;
    const { source, declarations, modules } = code;
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        resolve(answer as TypesAnswer[Type] | null);
      });
      this.#started().then((worker) => {
        timer = setTimeout(() => this.close(), LIMIT_MS);
        worker.postMessage({ id, source, declarations, modules, ...question });
      });
    });
  }

  close(): void {
    this.#worker?.then((worker) => worker.terminate());
    this.#worker = null;
    for (const answer of [...this.#waiting.values()]) answer(null);
  }

  /** The worker, when it can take messages. */
  #started(): Promise<Worker> {
    this.#worker ??= new Promise((resolve) => {
      const worker = new Worker(new URL("./types-worker.ts", import.meta.url));
      worker.onmessage = ({ data }: MessageEvent<TypesMessage>) => {
        if ("ready" in data) resolve(worker);
        else this.#waiting.get(data.id)?.("failed" in data ? null : data.answer);
      };
      worker.onerror = () => this.close();
    });
    return this.#worker;
  }
}
