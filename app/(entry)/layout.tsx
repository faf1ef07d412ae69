import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

export default function EntryLayout({ children }: { children: ReactNode }) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <div className="flex items-center gap-2 font-semibold text-xl">
        <Logo className="size-8" />
        Heddle
      </div>
      <div className="w-full max-w-sm rounded-xl border bg-surface p-6 shadow-raised">{children}</div>
    </main>
  );
}
