import { expect, test } from "vitest";
import { eventSentence } from "#components/run/event-sentence.ts";
import { at, numbered, of, wholeRun } from "#components/run/run-samples.ts";

test("a retry says which attempt failed, why, and when the next one comes", () => {
  const [event] = numbered([
    {
      type: "task.retrying",
      data: { attempt: 2, error: { code: "http_503", message: "HTTP 503" }, availableAt: at(5) },
      ...of("enrich", 2),
    },
  ]);

  expect(event && eventSentence(event)).toBe("enrich failed on attempt 2: HTTP 503, again in 4 s");
});

test("every event of a run is a sentence", () => {
  expect(wholeRun.map(eventSentence)).toEqual([
    "Run queued",
    "parse started",
    "Run is running",
    "parse completed after 2.0 s",
    "enrich started",
    "enrich fanned out into 3 subtasks",
    "enrich [0] started",
    "enrich [1] started",
    "enrich [1] failed on attempt 1: HTTP 503, again in 4 s",
    "enrich [0] completed after 0.9 s",
    "enrich [2] started",
    "enrich [1] started, attempt 2",
    "enrich [1] completed after 0.7 s",
    "enrich [2] completed after 0.8 s",
    "enrich completed after 9.0 s",
    "approve started",
    "approve waits for a review",
    "Run waits for a review",
    "approve approved by bob@example.org: “Fine”",
    "approve completed after 4.0 s",
    "Run is running",
    "publish started",
    "publish failed after 0.3 s: No disk",
    "Run completed",
  ]);
});
