import { usePathname, useSearchParams } from "next/navigation";

/** Stands for the input of the runs themselves where a stage is named; no stage is called so. */
export const RUN_INPUT = "~input";

/** What is looked at, kept in the address so that it can be linked to. */
export interface ComparePlace {
  /** A stage, or `RUN_INPUT`; null when nothing was chosen yet. */
  stageId: string | null;
  /** Whether stages that do not differ are listed too. */
  showsAll: boolean;
}

export function useComparePlace(): [ComparePlace, (changes: Partial<ComparePlace>) => void] {
  const params = useSearchParams();
  const path = usePathname();
  const place = { stageId: params.get("stage"), showsAll: params.get("show") === "all" };
  const goTo = (changes: Partial<ComparePlace>) => {
    const { stageId, showsAll } = { ...place, ...changes };
    const next = new URLSearchParams({ ...(stageId !== null && { stage: stageId }), ...(showsAll && { show: "all" }) });
    window.history.replaceState(null, "", next.size > 0 ? `${path}?${next}` : path);
  };
  return [place, goTo];
}
