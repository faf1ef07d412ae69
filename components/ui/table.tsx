import clsx from "clsx";
import type { ComponentProps } from "react";

/** Scrolls within itself, so that a page never scrolls sideways. */
export const Table = ({ className, ...rest }: ComponentProps<"table">) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
  <section tabIndex={0} aria-label={rest["aria-label"] ?? "Table"} className="w-full overflow-x-auto rounded-lg border">
    <table className={clsx("w-full border-collapse text-left text-sm", className)} {...rest} />
  </section>
);
export const Th = ({ className, ...rest }: ComponentProps<"th">) => (
  <th
    scope="col"
    className={clsx("whitespace-nowrap border-b bg-canvas px-3 py-2 font-medium text-muted text-xs", className)}
    {...rest}
  />
);
export const Td = ({ className, ...rest }: ComponentProps<"td">) => (
  <td className={clsx("border-b px-3 py-2 align-top [tr:last-child>&]:border-b-0", className)} {...rest} />
);
