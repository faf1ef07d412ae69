import type { Metadata } from "next";
import { TriggerList } from "#components/triggers/trigger-list.tsx";

export const metadata: Metadata = { title: "Triggers" };

export default async function TriggersPage({ searchParams }: PageProps<"/triggers">) {
  const { workflow } = await searchParams;
  return <TriggerList workflow={typeof workflow === "string" ? workflow : null} />;
}
