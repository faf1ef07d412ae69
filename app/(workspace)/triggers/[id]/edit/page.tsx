import type { Metadata } from "next";
import { EditTrigger } from "#components/triggers/edit-trigger.tsx";

export const metadata: Metadata = { title: "Edit trigger" };

export default async function EditTriggerPage({ params }: PageProps<"/triggers/[id]/edit">) {
  return <EditTrigger id={(await params).id} />;
}
