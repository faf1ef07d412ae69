import type { Metadata } from "next";
import { NewTrigger } from "#components/triggers/new-trigger.tsx";
import { TRIGGER_KINDS } from "#core/trigger.ts";

export const metadata: Metadata = { title: "New trigger" };

export default async function NewTriggerPage({ searchParams }: PageProps<"/triggers/new">) {
  const { kind, workflow } = await searchParams;
  const wanted = TRIGGER_KINDS.find((each) => each === kind) ?? "schedule";
  return <NewTrigger key={wanted} kind={wanted} workflow={typeof workflow === "string" ? workflow : null} />;
}
