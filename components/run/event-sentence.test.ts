import { expect, test } from "vitest";
import { eventSentence } from "#components/run/event-sentence.ts";
import { at, numbered, of, wholeRun } from "#components/run/run-samples.ts";

const titleOf = (stageId: string) => stageId.toUpperCase();

test("a retry says which attempt failed, why, and when the next one comes", () => {
  const [event] = numbered([
    {
      type: "task.retrying",
      data: { attempt: 2, error: { code: "http_503", message: "HTTP 503" }, availableAt: at(5) },
      ...of("enrich", 2),
    },
  ]);

  expect(event && eventSentence(event, titleOf)).toBe("ENRICH failed on attempt 2: HTTP 503, again in 4 s");
});

test("a stage that waits says for how long or for what, and why it goes on", () => {
  const events = numbered([
    { type: "task.suspended", data: { for: "timer", until: at(5) }, ...of("pause", 2) },
    { type: "task.woken", data: { for: "timer" }, ...of("pause", 2) },
    { type: "task.suspended", data: { for: "run" }, ...of("pause", 2) },
    { type: "task.suspended", data: { for: "external", until: at(60) }, ...of("pause", 2) },
  ]);

  expect(events.map((event) => eventSentence(event, titleOf))).toEqual([
    "PAUSE waits 4 s",
    "PAUSE goes on: its time has come",
    "PAUSE waits for another run",
    "PAUSE has begun outside, its reports are awaited",
  ]);
});

test("a stage that writes says how much it has written", () => {
  const [event] = numbered([
    { type: "task.progress", data: { succeeded: 1_234, failed: 0, expected: null, isText: true }, ...of("pause", 2) },
  ]);
  expect(event && eventSentence(event, titleOf)).toBe("PAUSE has written 1,234 characters");
});

test("a check says what it thinks of an attempt, and what follows from it", () => {
  const error = { code: "check_failed", message: "The check rejected attempt 1: Too short" };
  const events = numbered([
    { type: "task.checked", data: { attempt: 1, verdict: "rejected", summary: "Too short" }, ...of("write", 2) },
    {
      type: "task.retrying",
      data: { attempt: 1, error, availableAt: at(5), feedback: "Too short" },
      ...of("write", 2),
    },
    { type: "task.checked", data: { attempt: 2, verdict: "uncertain", summary: "No source" }, ...of("write", 2) },
    { type: "task.awaiting_review", data: { reviewId: 1, reason: "uncertainty" }, ...of("write", 2) },
    { type: "task.checked", data: { attempt: 3, verdict: "accepted" }, ...of("write", 2) },
  ]);

  expect(events.map((event) => eventSentence(event, titleOf))).toEqual([
    "WRITE: the check rejected attempt 1: Too short",
    "WRITE is tried again in 3 s, with feedback: Too short",
    "WRITE: the check is uncertain about attempt 2: No source",
    "WRITE waits for a review: its check is uncertain",
    "WRITE: the check accepted attempt 3",
  ]);
});

test("every event of a run is a sentence", () => {
  expect(wholeRun.map((event) => eventSentence(event, titleOf))).toEqual([
    "Run queued",
    "PARSE started",
    "Run is running",
    "PARSE completed after 2.0 s",
    "ENRICH started",
    "ENRICH fanned out into 3 subtasks",
    "ENRICH [0] started",
    "ENRICH [1] started",
    "ENRICH [1] failed on attempt 1: HTTP 503, again in 4 s",
    "ENRICH [0] completed after 0.9 s",
    "ENRICH [2] started",
    "ENRICH [1] started, attempt 2",
    "ENRICH [1] completed after 0.7 s",
    "ENRICH [2] completed after 0.8 s",
    "ENRICH completed after 9.0 s",
    "APPROVE started",
    "APPROVE waits for a review",
    "Run waits for a review",
    "APPROVE approved by bob@example.org: “Fine”",
    "APPROVE completed after 4.0 s",
    "Run is running",
    "PUBLISH started",
    "PUBLISH failed after 0.3 s: No disk",
    "Run completed",
  ]);
});

test("a stage that failed because of another names that stage by its title", () => {
  const [event] = numbered([
    {
      type: "task.settled",
      data: { status: "failed", error: { code: "required_stage_failed", message: "Required stage enrich failed" } },
      ...of("approve", 3),
    },
  ]);

  expect(event && eventSentence(event, titleOf)).toBe("APPROVE failed: Required stage ENRICH failed");
});

test("what code asks a person is told by its title", () => {
  const data = { reviewId: 4, title: "The letter" };
  const events = numbered([
    { type: "review.opened", data, ...of("parse", 1) },
    { type: "review.decided", data: { ...data, decision: "approved", by: "bob", comment: "" }, ...of("parse", 1) },
    { type: "review.closed", data, ...of("parse", 1) },
  ]);

  expect(events.map((event) => eventSentence(event, titleOf))).toEqual([
    "PARSE asks for a review: The letter",
    "PARSE: The letter, approved by bob",
    "PARSE does not wait for the review any more: The letter",
  ]);
});
