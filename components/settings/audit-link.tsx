import { ScrollText } from "lucide-react";
import Link from "next/link";
import { Section } from "#components/settings/section.tsx";
import { Button } from "#components/ui/button.tsx";

export const AuditLink = () => (
  <Section
    title="Audit"
    description="Who changed what, when and from where: every change, in a list that only grows."
    action={
      <Button asChild>
        <Link href="/settings/audit">
          <ScrollText aria-hidden />
          Open audit
        </Link>
      </Button>
    }
  >
    {null}
  </Section>
);
