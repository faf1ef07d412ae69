import type { Metadata } from "next";
import { TriggerScreen } from "#components/triggers/trigger-screen.tsx";

export const metadata: Metadata = { title: "Trigger" };

export default async function TriggerPage({ params }: PageProps<"/triggers/[id]">) {
  return <TriggerScreen id={(await params).id} />;
}
