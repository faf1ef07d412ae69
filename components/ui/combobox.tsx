"use client";

import clsx from "clsx";
import { type ComponentProps, type KeyboardEvent, useId, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { MENU_ITEM, MENU_SURFACE } from "#components/ui/menu.tsx";

const SHOWN = 100;

interface ComboboxProps extends Omit<ComponentProps<"input">, "value" | "onChange" | "list"> {
  value: string;
  onChange: (value: string) => void;
  options: readonly string[];
  /** What to say beside an option that is in view. */
  detailOf?: (option: string) => string;
}

const plain = (text: string) => text.toLowerCase().replace(/[\s_/]+/g, " ");

/** A text field that offers what fits what is typed, of a long list; only what the list has can be chosen. */
export function Combobox({ value, onChange, options, detailOf, onBlur, ...rest }: ComboboxProps) {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const isOpen = typed !== null;
  const wanted = plain(typed ?? "");
  const shown = isOpen ? options.filter((option) => plain(option).includes(wanted)).slice(0, SHOWN) : [];

  function close() {
    setTyped(null);
    setActive(0);
  }
  function choose(option: string | undefined) {
    if (option !== undefined) onChange(option);
    close();
  }
  function move(to: number) {
    const index = Math.max(0, Math.min(shown.length - 1, to));
    setActive(index);
    document.getElementById(`${id}-${index}`)?.scrollIntoView({ block: "nearest" });
  }
  function press(event: KeyboardEvent) {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) move(active + (event.key === "ArrowDown" ? 1 : -1));
      else setTyped("");
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      choose(shown[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      close();
    }
  }

  return (
    <div className="relative">
      <Input
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        {...(isOpen && shown.length > 0 ? { "aria-activedescendant": `${id}-${active}` } : {})}
        autoComplete="off"
        spellCheck={false}
        {...rest}
        value={typed ?? value}
        onFocus={(event) => event.currentTarget.select()}
        onClick={() => setTyped((now) => now ?? "")}
        onChange={({ target }) => {
          setTyped(target.value);
          setActive(0);
        }}
        onKeyDown={press}
        onBlur={(event) => {
          close();
          onBlur?.(event);
        }}
      />
      {/* Options take no focus: the field keeps it, and names the active one. */}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label="Choices"
        hidden={!isOpen}
        className={clsx(MENU_SURFACE, "absolute inset-x-0 top-full mt-1 max-h-64 overflow-y-auto")}
      >
        {shown.map((option, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field handles the keys
          <div
            key={option}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            tabIndex={-1}
            className={clsx(MENU_ITEM, "justify-between aria-selected:bg-hover")}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => choose(option)}
          >
            <span className="min-w-0 truncate">{option}</span>
            {detailOf && <span className="shrink-0 text-muted text-xs">{detailOf(option)}</span>}
          </div>
        ))}
        {isOpen && shown.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled tabIndex={-1} className="px-2 py-1 text-muted text-sm">
            Nothing fits
          </div>
        )}
      </div>
    </div>
  );
}
