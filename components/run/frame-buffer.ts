/** Runs `work` soon, and gives back how to call it off. */
export type Schedule = (work: () => void) => () => void;

/** Collects what arrives and hands it on as one batch a frame. */
export interface FrameBuffer<Item> {
  push(item: Item): void;
  /** Drops what was not handed on yet. */
  clear(): void;
}

export function createFrameBuffer<Item>(
  handOn: (batch: Item[]) => void,
  schedule: Schedule = nextFrame,
): FrameBuffer<Item> {
  let batch: Item[] = [];
  let callOff: (() => void) | null = null;
  const flush = () => {
    const full = batch;
    batch = [];
    callOff = null;
    handOn(full);
  };
  return {
    push(item) {
      batch.push(item);
      callOff ??= schedule(flush);
    },
    clear() {
      callOff?.();
      callOff = null;
      batch = [];
    },
  };
}

// A hidden page gets no frames, yet its view must not fall behind without bound.
const HIDDEN_PAGE_MS = 250;

function nextFrame(work: () => void): () => void {
  if (document.hidden) {
    const timer = setTimeout(work, HIDDEN_PAGE_MS);
    return () => clearTimeout(timer);
  }
  const frame = requestAnimationFrame(work);
  return () => cancelAnimationFrame(frame);
}
