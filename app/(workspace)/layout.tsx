import type { ReactNode } from "react";
import { SessionGate } from "#components/shell/session-gate.tsx";
import { Shell } from "#components/shell/shell.tsx";

export default function WorkspaceLayout({ children }: { children: ReactNode }) {
  return (
    <SessionGate>
      <Shell>{children}</Shell>
    </SessionGate>
  );
}
