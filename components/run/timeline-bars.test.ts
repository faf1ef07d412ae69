import { expect, test } from "vitest";
import { at } from "#components/run/run-samples.ts";
import { timelineBars } from "#components/run/timeline-bars.ts";

const from = Date.parse(at(0));
const to = Date.parse(at(10));

test("a bar spans from its start to its end", () => {
  const [bar] = timelineBars(
    [{ stageId: "parse", status: "completed", startedAt: at(2), finishedAt: at(7) }],
    from,
    to,
  );

  expect(bar).toEqual({
    stageId: "parse",
    status: "completed",
    start: 0.2,
    length: expect.closeTo(0.5),
    durationMs: 5_000,
  });
});

test("what still runs reaches to the end, and what has not started has no bar", () => {
  const bars = timelineBars(
    [
      { stageId: "enrich", status: "running", startedAt: at(5), finishedAt: null },
      { stageId: "approve", status: "waiting", startedAt: null, finishedAt: null },
    ],
    from,
    to,
  );

  expect(bars).toEqual([{ stageId: "enrich", status: "running", start: 0.5, length: 0.5, durationMs: 5_000 }]);
});
