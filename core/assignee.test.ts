import { expect, test } from "vitest";
import { ASSIGNEE, GROUP_NAME } from "#core/assignee.ts";

test.each(["role:reviewer", "user:ann@example.org", "user:Ann+x@Example.org", "group:legal", "group:team-2.eu_west"])(
  "a review may be for %s",
  (assignee) => expect(assignee).toMatch(ASSIGNEE),
);

test.each([
  "",
  "ann@example.org",
  "role:boss",
  "user:ann",
  "user:a b@c",
  "user:a@b,user:c@d",
  "group:",
  "group:Legal",
  "group:a b",
  "group:legal\n",
])("a review is not for %j", (assignee) => expect(assignee).not.toMatch(ASSIGNEE));

test("a group is named by one word of at most fifty small letters, digits, dots, dashes and lines", () => {
  for (const name of ["legal", "2", "a".repeat(50)]) expect(name).toMatch(GROUP_NAME);
  for (const name of ["", "-a", "Legal", "a,b", "a".repeat(51)]) expect(name).not.toMatch(GROUP_NAME);
});
