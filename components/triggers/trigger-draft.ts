import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import type { TriggerKind, TriggerSettings } from "#core/trigger.ts";

/** A trigger as it is being written. */
export interface TriggerDraft {
  name: string;
  workflow: string;
  settings: TriggerSettings;
}

export type ScheduleSettings = Extract<TriggerSettings, { kind: "schedule" }>;
export type WebhookSettings = Extract<TriggerSettings, { kind: "webhook" }>;
export type EventSettings = Extract<TriggerSettings, { kind: "event" }>;

/** What was refused at a field, as a sentence; null when it is not to blame. */
export type ErrorAt = (field: string) => string | null;

/** Finds the sentence for a field in what the server refused. */
export function errorAtOf(error: unknown): ErrorAt {
  const blamed = error ? fieldOf(error) : null;
  return (field) => {
    if (blamed !== field) return null;
    const sentence = sentenceOf(error);
    const words = sentence.startsWith(`${field}: `) ? sentence.slice(field.length + 2) : sentence;
    return words.charAt(0).toUpperCase() + words.slice(1);
  };
}

export const firstSettings = (kind: Exclude<TriggerKind, "schedule">): TriggerSettings =>
  kind === "webhook" ? { kind, auth: { type: "bearer" }, idempotencyHeader: "Idempotency-Key" } : { kind, event: "" };

/** An expression as it is stored: an empty one is none. */
export function withExpression<Settings extends object, Key extends "mapping" | "filter">(
  settings: Settings,
  key: Key,
  source: string,
): Settings {
  const { [key]: _, ...rest } = settings as Settings & Partial<Record<Key, string>>;
  return (source.trim() === "" ? rest : { ...rest, [key]: source }) as Settings;
}
