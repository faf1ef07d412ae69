import { expect, test } from "vitest";
import { extendTo, NO_RUNS, toggleRun } from "#components/runs/run-selection.ts";

const listed = [9, 8, 7, 6, 5];

test("a run is chosen, and let go", () => {
  const chosen = toggleRun(NO_RUNS, 8);
  expect([...chosen.ids]).toEqual([8]);
  expect([...toggleRun(chosen, 8).ids]).toEqual([]);
});

test("a range reaches from the run that was chosen last, up or down", () => {
  const down = extendTo(toggleRun(NO_RUNS, 8), 6, listed);
  expect([...down.ids]).toEqual([8, 7, 6]);
  expect([...extendTo(down, 9, listed).ids].toSorted()).toEqual([6, 7, 8, 9]);
});

test("without a start, or past what is listed, only the run itself is chosen", () => {
  expect([...extendTo(NO_RUNS, 7, listed).ids]).toEqual([7]);
  expect([...extendTo(toggleRun(NO_RUNS, 99), 7, listed).ids]).toEqual([99, 7]);
});
