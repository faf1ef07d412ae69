"use client";

import { TriangleAlert } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import type { Problem } from "#core/problem.ts";

const SHOWN = 200;

interface ProblemListProps {
  problems: readonly Problem[];
  onJump: (problem: Problem) => void;
}

export function ProblemList({ problems, onJump }: ProblemListProps) {
  return (
    <ul className="flex max-h-80 flex-col overflow-y-auto">
      {problems.slice(0, SHOWN).map((problem) => (
        <li key={`${problem.code} ${problem.path.join(".")} ${problem.message}`}>
          <button
            type="button"
            className="flex w-full items-start gap-2 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
            onClick={() => onJump(problem)}
          >
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger-ink" />
            <span className="min-w-0 break-words">{problem.message}</span>
          </button>
        </li>
      ))}
      {problems.length > SHOWN && (
        <li className="px-2 py-1.5 text-muted text-sm">and {problems.length - SHOWN} more</li>
      )}
    </ul>
  );
}

/** The number of problems; opens the list that leads to their places. */
export function ProblemsButton({ problems, onJump }: ProblemListProps) {
  const [open, setOpen] = useState(false);
  if (problems.length === 0) return null;
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button size="sm" className="text-danger-ink">
          <TriangleAlert aria-hidden />
          {problems.length}
          <span className="max-sm:sr-only">{problems.length === 1 ? "problem" : "problems"}</span>
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="Problems" className="w-96">
        <ProblemList
          problems={problems}
          onJump={(problem) => {
            setOpen(false);
            onJump(problem);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}
