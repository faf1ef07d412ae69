import type { Metadata } from "next";
import { Invitation } from "#components/shell/invitation.tsx";

export const metadata: Metadata = { title: "Invitation", referrer: "no-referrer" };

export default function InvitationPage() {
  return <Invitation />;
}
