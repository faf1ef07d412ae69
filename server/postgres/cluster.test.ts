import { expect, test } from "vitest";
import { explainFailure } from "#server/postgres/cluster.ts";

test.each([
  ["PANIC:  could not write to file: No space left on device", "The disk is full: Postgres cannot write to /data"],
  ['FATAL:  data directory "/data" has wrong ownership', "Postgres may not use /data: it belongs to another account"],
  ["LOG: starting\nFATAL:  bogus setting", "Postgres does not start in /data: FATAL:  bogus setting"],
  ["", "Postgres does not start in /data: it says nothing"],
])("Postgres giving up with %j becomes one sentence", (output, sentence) => {
  const { message } = explainFailure("/data", output);

  expect(message).toContain(sentence);
  expect(message).not.toContain("\n");
});
