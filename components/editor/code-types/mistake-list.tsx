import type { CodeMistake } from "#components/editor/code-types/protocol.ts";

const MAX_SHOWN = 5;

function placeOf(source: string, at: number): string {
  const before = source.slice(0, at).split("\n");
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What is wrong with the code as it stands, by line and column. Mistakes of types keep nothing from being published. */
export function MistakeList({ source, mistakes }: { source: string; mistakes: readonly CodeMistake[] }) {
  const more = mistakes.length - MAX_SHOWN;
  return (
    <ul aria-label="Mistakes in the code" aria-live="polite" className="flex flex-col gap-0.5 text-xs empty:hidden">
      {mistakes.slice(0, MAX_SHOWN).map(({ from, message, isSyntax }) => (
        <li key={`${from} ${message}`} className={isSyntax ? "text-danger-ink" : "text-warning-ink"}>
          <span className="font-mono">{placeOf(source, from)}</span> {message}
        </li>
      ))}
      {more > 0 && <li className="text-muted">and {more} more</li>}
    </ul>
  );
}
