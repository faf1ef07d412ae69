"use client";

import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Section } from "#components/settings/section.tsx";
import { THEMES } from "#components/ui/themes.ts";

const never = () => () => {};

export function Appearance() {
  const { theme, setTheme } = useTheme();
  const isInBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Section title="Appearance" description="Kept in this browser.">
      <div role="radiogroup" aria-label="Theme" className="flex flex-wrap gap-2">
        {THEMES.map(({ value, label, icon: Icon }) => (
          <label
            key={value}
            htmlFor={`theme-${value}`}
            className="inline-flex h-10 items-center gap-2 rounded-md border border-line-strong bg-surface px-3 hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-focus"
          >
            <input
              id={`theme-${value}`}
              type="radio"
              name="theme"
              className="accent-accent"
              checked={isInBrowser && (theme ?? "system") === value}
              onChange={() => setTheme(value)}
            />
            <Icon aria-hidden className="size-4 text-muted" />
            {label}
          </label>
        ))}
      </div>
    </Section>
  );
}
