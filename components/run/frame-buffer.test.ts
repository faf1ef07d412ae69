import { expect, test } from "vitest";
import { createFrameBuffer } from "#components/run/frame-buffer.ts";

function byHand() {
  let work: (() => void) | null = null;
  return {
    schedule: (next: () => void) => {
      work = next;
      return () => {
        work = null;
      };
    },
    frame: () => {
      const due = work;
      work = null;
      due?.();
    },
  };
}

test("what arrives within a frame is handed on together and in order", () => {
  const batches: number[][] = [];
  const { schedule, frame } = byHand();
  const buffer = createFrameBuffer<number>((batch) => batches.push(batch), schedule);

  buffer.push(1);
  buffer.push(2);
  frame();
  buffer.push(3);
  frame();
  frame();

  expect(batches).toEqual([[1, 2], [3]]);
});

test("a cleared buffer hands nothing on", () => {
  const batches: number[][] = [];
  const { schedule, frame } = byHand();
  const buffer = createFrameBuffer<number>((batch) => batches.push(batch), schedule);

  buffer.push(1);
  buffer.clear();
  frame();
  buffer.push(2);
  frame();

  expect(batches).toEqual([[2]]);
});
