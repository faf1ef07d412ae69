import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Inbox } from "#components/inbox/inbox.tsx";

export const metadata: Metadata = { title: "Inbox" };

/** One page for the list and each review, so that going from one to the next needs no server. */
export default async function InboxPage({ params }: PageProps<"/inbox/[[...path]]">) {
  const { path = [] } = await params;
  if (path.length > 1 || !/^\d{0,15}$/.test(path[0] ?? "")) notFound();
  return <Inbox />;
}
