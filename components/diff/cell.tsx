import { Added, Plain, Removed, Words } from "#components/diff/marks.tsx";
import { changedWords } from "#core/diff/changed-words.ts";
import { ALIKE, textLikeness } from "#core/diff/likeness.ts";

/** Shorter values are set side by side: two short words read better than one with marks in it. */
const LONG = 40;

/** A plain value of a table or tree, or two of them where it changed. */
export function ChangedValue({ before, after, quoted }: { before: unknown; after: unknown; quoted?: boolean }) {
  if (typeof before === "string" && typeof after === "string" && before.length + after.length > LONG)
    if (textLikeness()(before, after) >= ALIKE) return <Words parts={changedWords(before, after)} />;
  return (
    <>
      {before !== undefined && (
        <Removed>
          <Value value={before} quoted={quoted} />
        </Removed>
      )}
      {before !== undefined && after !== undefined && (
        <span aria-hidden className="mx-1 select-none text-faint">
          →
        </span>
      )}
      {after !== undefined && (
        <Added>
          <Value value={after} quoted={quoted} />
        </Added>
      )}
    </>
  );
}

/** A plain value; what is no text, or empty, looks different from a text that reads the same. */
export function Value({ value, quoted = false }: { value: unknown; quoted?: boolean | undefined }) {
  if (typeof value === "string" && value !== "" && !quoted) return <Plain text={value} />;
  return <Plain text={String(JSON.stringify(value))} />;
}
