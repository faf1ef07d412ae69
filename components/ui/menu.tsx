"use client";

import clsx from "clsx";
import { DropdownMenu } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { Kbd } from "#components/ui/kbd.tsx";

/** Not modal: the page around it stays readable to a screen reader, and scrolls. */
export const Menu = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Root modal={false}>{children}</DropdownMenu.Root>
);
export const MenuTrigger = DropdownMenu.Trigger;
export const MenuRadioGroup = DropdownMenu.RadioGroup;

export const MENU_SURFACE =
  "z-50 min-w-44 max-w-[calc(100vw-1rem)] animate-enter rounded-lg border bg-raised p-1 text-base text-ink shadow-overlay";
export const MENU_ITEM =
  "flex min-h-8 cursor-default select-none items-center gap-2 rounded-md px-2 py-1 outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-50 pointer-coarse:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export const MenuContent = ({ className, ...rest }: ComponentProps<typeof DropdownMenu.Content>) => (
  <DropdownMenu.Portal>
    <DropdownMenu.Content
      sideOffset={4}
      align="end"
      collisionPadding={8}
      className={clsx(MENU_SURFACE, className)}
      {...rest}
    />
  </DropdownMenu.Portal>
);

interface MenuItemProps extends ComponentProps<typeof DropdownMenu.Item> {
  shortcut?: string;
  danger?: boolean;
  /** Why it cannot be chosen; shown under its name. */
  reason?: string | undefined;
}

export function MenuItem({ shortcut, danger, reason, className, children, disabled, ...rest }: MenuItemProps) {
  return (
    <DropdownMenu.Item
      className={clsx(MENU_ITEM, danger && "text-danger-ink [&_svg]:text-danger-ink", className)}
      disabled={disabled || Boolean(reason)}
      {...rest}
    >
      {rest.asChild ? (
        children
      ) : (
        <>
          <span className="flex min-w-0 flex-1 items-center gap-2">{children}</span>
          {reason && <span className="text-muted text-xs">{reason}</span>}
          {shortcut && <Kbd keys={shortcut} />}
        </>
      )}
    </DropdownMenu.Item>
  );
}

export const MenuRadioItem = ({ className, children, ...rest }: ComponentProps<typeof DropdownMenu.RadioItem>) => (
  <DropdownMenu.RadioItem className={clsx(MENU_ITEM, "data-[state=checked]:bg-accent-soft", className)} {...rest}>
    {children}
  </DropdownMenu.RadioItem>
);

export const MenuSeparator = () => <DropdownMenu.Separator className="-mx-1 my-1 h-px bg-line" />;

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <DropdownMenu.Label className="px-2 pt-1.5 pb-1 font-medium text-muted text-xs">{children}</DropdownMenu.Label>
);
