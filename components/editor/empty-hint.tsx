import { Workflow } from "lucide-react";
import { EmptyState } from "#components/ui/empty-state.tsx";

export const EmptyHint = ({ mayEdit }: { mayEdit: boolean }) => (
  <div className="pointer-events-none absolute inset-0 grid place-items-center">
    <EmptyState icon={Workflow} title="No stages yet">
      {mayEdit
        ? "Choose a kind on the left or drag it here. Then drag from one stage's right edge to the next to connect them."
        : "Somebody who may edit has to draw it first."}
    </EmptyState>
  </div>
);
