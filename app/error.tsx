"use client";

import { ErrorState } from "#components/ui/error-state.tsx";

export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main>
      <ErrorState heading="h1" title="This page broke" onRetry={reset}>
        {error.digest ? `Heddle’s log has the details under ${error.digest}.` : error.message} Nothing you saved is
        lost.
      </ErrorState>
    </main>
  );
}
