import { expect, test } from "vitest";
import { createOpenStreams } from "#server/api/open-streams.ts";

test("a caller has so many streams open at once, and another when one has ended, however often that is said", () => {
  const streams = createOpenStreams(2);
  const [first, second, third] = [new AbortController(), new AbortController(), new AbortController()];
  streams.add("ada", first);
  streams.add("ada", second);

  expect(() => streams.add("ada", third)).toThrow("There are 2 streams open already");
  expect(() => streams.add("bob", third)).not.toThrow();
  first.abort();
  first.abort();
  streams.add("ada", new AbortController());
  expect(() => streams.add("ada", new AbortController())).toThrow();
  second.abort();
  streams.add("ada", new AbortController());
});

test("a stream whose reader has gone already does not count", () => {
  const streams = createOpenStreams(1);
  const gone = new AbortController();
  gone.abort();
  streams.add("ada", gone);

  expect(() => streams.add("ada", new AbortController())).not.toThrow();
});
