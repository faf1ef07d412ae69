import { expect, test } from "vitest";
import { at } from "#components/run/run-samples.ts";
import { timelineBars } from "#components/run/timeline-bars.ts";

const from = Date.parse(at(0));
const to = Date.parse(at(10));

test("a bar spans from its start to its end", () => {
  const [bar] = timelineBars(
    [{ stageId: "parse", status: "completed", startedAt: at(2), finishedAt: at(7), earlier: [] }],
    from,
    to,
  );

  expect(bar).toEqual({
    stageId: "parse",
    status: "completed",
    start: 0.2,
    length: expect.closeTo(0.5),
    durationMs: 5_000,
    earlier: [],
  });
});

test("what still runs reaches to the end, and what has not started has no bar", () => {
  const bars = timelineBars(
    [
      { stageId: "enrich", status: "running", startedAt: at(5), finishedAt: null, earlier: [] },
      { stageId: "approve", status: "waiting", startedAt: null, finishedAt: null, earlier: [] },
    ],
    from,
    to,
  );

  expect(bars).toEqual([
    { stageId: "enrich", status: "running", start: 0.5, length: 0.5, durationMs: 5_000, earlier: [] },
  ]);
});

test("rounds before stand on the same row, also while the next one waits", () => {
  const round = (number: number, from: number, to: number) =>
    ({ round: number, status: "failed", startedAt: at(from), finishedAt: at(to) }) as const;
  const [again, waiting] = timelineBars(
    [
      { stageId: "a", status: "completed", startedAt: at(6), finishedAt: at(7), earlier: [round(1, 0, 2)] },
      {
        stageId: "b",
        status: "waiting",
        startedAt: null,
        finishedAt: null,
        earlier: [round(1, 0, 1), { ...round(2, 0, 0), startedAt: null }, round(3, 4, 5)],
      },
    ],
    from,
    to,
  );
  expect(again).toMatchObject({
    status: "completed",
    start: 0.6,
    earlier: [{ status: "failed", start: 0, length: 0.2 }],
  });
  expect(waiting).toMatchObject({ status: "failed", start: 0.4, earlier: [{ start: 0, length: 0.1 }] });
});
