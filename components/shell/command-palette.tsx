"use client";

import clsx from "clsx";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, useId, useState } from "react";
import { useCommands } from "#components/shell/use-commands.ts";

interface CommandPaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Go anywhere by typing: a page, a workflow, the number of a run; and do what the open page offers. */
export function CommandPalette({ open, onOpenChange }: CommandPaletteProps) {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed inset-x-4 top-[10dvh] z-40 mx-auto flex max-h-[70dvh] max-w-xl animate-enter flex-col overflow-hidden rounded-xl border bg-raised shadow-overlay focus:outline-none"
        >
          <Dialog.Title className="sr-only">Go to</Dialog.Title>
          <PaletteList onDone={() => onOpenChange(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteList({ onDone }: { onDone: () => void }) {
  const id = useId();
  const router = useRouter();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const commands = useCommands(text);
  const active = Math.min(chosen, commands.length - 1);

  function go(index: number) {
    const command = commands[index];
    if (!command) return;
    onDone();
    if ("run" in command) command.run();
    else router.push(command.href);
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      setChosen((active + step + commands.length) % Math.max(1, commands.length));
    }
    if (event.key === "Enter") {
      event.preventDefault();
      go(active);
    }
  }

  return (
    <>
      <div className="flex items-center gap-2 border-b px-4">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <input
          role="combobox"
          aria-label="Go to a workflow, a run number or a page"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={commands.length > 0 ? `${id}-${active}` : undefined}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChosen(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="Workflow, run number or page…"
          className="h-12 w-full bg-transparent text-lg outline-none"
        />
      </div>
      <div id={`${id}-list`} role="listbox" aria-label="Places and commands" className="overflow-y-auto p-1">
        {commands.map(({ title, detail, icon: Icon, ...to }, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above has the keyboard
          <div
            key={"href" in to ? to.href : `${title} ${detail}`}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => go(index)}
            onPointerMove={() => setChosen(index)}
            className={clsx("flex min-h-10 items-center gap-3 rounded-md px-3", index === active && "bg-hover")}
          >
            <Icon aria-hidden className="size-4 shrink-0 text-muted" />
            <span className="truncate">{title}</span>
            <span className="ml-auto truncate text-muted text-xs">{detail}</span>
          </div>
        ))}
      </div>
      {commands.length === 0 && (
        <p className="px-4 py-6 text-center text-muted">
          Nothing has this name. Try part of a workflow’s name, or a run’s number.
        </p>
      )}
    </>
  );
}
