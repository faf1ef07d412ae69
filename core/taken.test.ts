import { expect, test } from "vitest";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";
import { resolve } from "#core/taken.ts";

type Row = [status: TaskStatus, skipReason: SkipReason | null, required: string, notRequired: string];

/** The table of DESIGN 4. */
const TABLE: Row[] = [
  ["completed", null, "taken", "taken"],
  ["skipped", "outcome", "taken", "taken"],
  ["skipped", "cached", "taken", "taken"],
  ["skipped", "reused", "taken", "taken"],
  ["skipped", "by_hand", "taken", "taken"],
  ["skipped", "not_taken", "not_taken", "not_taken"],
  ["failed", null, "broken", "taken"],
  ["canceled", null, "broken", "taken"],
];

test.each(TABLE)(
  "a parent that ended %s (%s) makes a dependency %s if it requires success, else %s",
  (status, skipReason, required, notRequired) => {
    expect(resolve({ requiresSuccess: true }, { status, skipReason })).toBe(required);
    expect(resolve({ requiresSuccess: false }, { status, skipReason })).toBe(notRequired);
  },
);
