"use client";

import { ChartNoAxesColumn } from "lucide-react";
import { useState } from "react";
import { hitWords, outputWords, rateWords } from "#components/cache/cache-words.ts";
import { Button } from "#components/ui/button.tsx";
import { bytesWords } from "#components/ui/bytes-words.ts";
import { Popover, PopoverContent, PopoverTrigger } from "#components/ui/popover.tsx";
import type { CacheStageStats } from "#core/cache-views.ts";

const SHOWN = 100;

interface StageStatsProps {
  stats: readonly CacheStageStats[];
  onChoose: (stage: { workflow: string; stage: string }) => void;
}

/** What is kept of each stage, the largest first; choosing one shows its outputs alone. */
export function StageStats({ stats, onChoose }: StageStatsProps) {
  const [open, setOpen] = useState(false);
  return (
    <Popover open={open} onOpenChange={setOpen}>
      <PopoverTrigger asChild>
        <Button>
          <ChartNoAxesColumn aria-hidden />
          By stage
        </Button>
      </PopoverTrigger>
      <PopoverContent aria-label="What is kept of each stage" align="end" className="w-96 p-1">
        <ul className="flex max-h-80 flex-col overflow-y-auto">
          {stats.slice(0, SHOWN).map((stage) => (
            <li key={`${stage.workflowName} ${stage.stageId}`}>
              <button
                type="button"
                className="flex w-full items-baseline gap-3 rounded-md px-2 py-1.5 text-left text-sm hover:bg-hover"
                onClick={() => {
                  setOpen(false);
                  onChoose({ workflow: stage.workflowName, stage: stage.stageId });
                }}
              >
                <span className="min-w-0 flex-1">
                  <span className="block truncate">
                    <span className="font-medium">{stage.stageId}</span>{" "}
                    <span className="text-muted">of {stage.workflowTitle || stage.workflowName}</span>
                  </span>
                  <span className="block text-muted text-xs">
                    {outputWords(stage.entries)}, {hitWords(stage.hits)}
                  </span>
                  <span className="block text-muted text-xs tabular-nums">{rateWords(stage)}</span>
                </span>
                <span className="shrink-0 text-muted tabular-nums">{bytesWords(stage.bytes)}</span>
              </button>
            </li>
          ))}
        </ul>
      </PopoverContent>
    </Popover>
  );
}
