import { Compass } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

export default function NotFound() {
  return (
    <main>
      <EmptyState
        heading="h1"
        icon={Compass}
        title="There is nothing here"
        actions={
          <Button look="primary" asChild>
            <Link href="/workflows">Go to workflows</Link>
          </Button>
        }
      >
        The address is wrong, or what it led to is gone.
      </EmptyState>
    </main>
  );
}
