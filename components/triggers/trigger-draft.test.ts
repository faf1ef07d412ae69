import { expect, test } from "vitest";
import { fromLocalField, toLocalField } from "#components/triggers/local-time.ts";
import { errorAtOf, firstSettings, withExpression } from "#components/triggers/trigger-draft.ts";
import { TriggerSettings } from "#core/trigger.ts";

test("a new webhook can be saved as it is, a new event trigger needs the name of its event", () => {
  expect(TriggerSettings.safeParse(firstSettings("webhook")).success).toBe(true);
  expect(TriggerSettings.safeParse(firstSettings("event")).error?.issues[0]?.path).toEqual(["event"]);
});

test("an expression that is emptied is left out", () => {
  const settings = { kind: "event" as const, event: "order.paid", filter: "payload.n > 1" };

  expect(withExpression(settings, "filter", "  ")).toEqual({ kind: "event", event: "order.paid" });
  expect(withExpression(settings, "mapping", "payload")).toEqual({ ...settings, mapping: "payload" });
});

test("without a refusal no field is to blame", () => {
  expect(errorAtOf(null)("name")).toBeNull();
});

test("a moment is put in and shown in the zone of the reader, to the minute", () => {
  const shown = toLocalField("2026-03-29T12:34:56.000Z");

  expect(shown).toMatch(/^2026-03-\d{2}T\d{2}:34$/);
  expect(fromLocalField(shown)).toBe("2026-03-29T12:34:00.000Z");
  expect([toLocalField(""), fromLocalField("")]).toEqual(["", ""]);
});
