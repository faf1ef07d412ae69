import { styleText } from "node:util";

type Color = Parameters<typeof styleText>[0];

const COLORS: Readonly<Record<string, Color>> = { "✓": "green", "✗": "red", "?": "yellow", "◐": "cyan", "↷": "gray" };

/** Text that somebody else has written, without what would steer a terminal. */
export const printable = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, "\ufffd");

/** The icons at the begin of lines in the colors of what they mean. */
export const colored = (text: string): string =>
  text.replace(/^( *)([✓✗?◐↷])(?= )/gm, (_, indent: string, icon: string) => {
    const color = COLORS[icon] ?? "reset";
    return `${indent}${styleText(color, icon, { validateStream: false })}`;
  });

/** The lines that a screen has room for, so that they can be drawn over: longer ones are cut, and what is below is left out. */
export function fitted(text: string, columns: number, rows: number): string {
  const lines = text.split("\n");
  const kept = lines.length < rows ? lines : [...lines.slice(0, Math.max(1, rows - 2)), "  …"];
  return kept.map((line) => (line.length < columns ? line : `${line.slice(0, Math.max(1, columns - 2))}…`)).join("\n");
}
