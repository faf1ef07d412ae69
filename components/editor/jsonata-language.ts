import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, StreamLanguage } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";

const JSONATA = StreamLanguage.define({
  name: "jsonata",
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/^"(?:\\.|[^"\\])*"?/) || stream.match(/^'(?:\\.|[^'\\])*'?/)) return "string";
    if (stream.match(/^\/\*.*?(?:\*\/|$)/)) return "comment";
    if (stream.match(/^\d+(?:\.\d+)?/)) return "number";
    if (stream.match(/^(?:and|or|in|function|true|false|null)\b/)) return "keyword";
    if (stream.match(/^\$[A-Za-z_]\w*(?=\s*\()/)) return "keyword";
    stream.next();
    stream.match(/^\w*/);
    return null;
  },
});

const PATH_BEFORE_CURSOR = /(?:[A-Za-z_]\w*\s*\.\s*)*\w*$/;
const FUNCTION_BEFORE_CURSOR = /\$\w*$/;
const FUNCTIONS =
  "$abs $append $average $base64decode $base64encode $boolean $ceil $contains $count $distinct $each $exists $filter $floor $formatNumber $join $keys $length $lookup $lowercase $map $match $max $merge $min $not $now $number $pad $power $reduce $replace $reverse $round $sift $single $sort $split $spread $sqrt $string $substring $substringAfter $substringBefore $sum $trim $type $uppercase $zip".split(
    " ",
  );

/** The completion of a path; `namesAfter` tells what may follow one. */
export function completePath(
  context: CompletionContext,
  namesAfter: (path: string[]) => string[],
): CompletionResult | null {
  // One may have left the field before the list is made.
  if (context.view && !context.view.hasFocus) return null;
  const called = context.matchBefore(FUNCTION_BEFORE_CURSOR);
  if (called)
    return {
      from: called.from,
      options: FUNCTIONS.map((label) => ({ label, type: "function", apply: `${label}(` })),
      validFor: /^\$\w*$/,
    };
  const typed = context.matchBefore(PATH_BEFORE_CURSOR);
  if (!typed || (typed.text === "" && !context.explicit)) return null;
  const path = typed.text.split(".").map((name) => name.trim());
  const last = path.pop() ?? "";
  const options = namesAfter(path).map((label) => ({ label, type: "property" }));
  return options.length > 0 ? { from: context.pos - last.length, options, validFor: /^\w*$/ } : null;
}

/** A JSONata field that completes what may be read where it stands. */
export const jsonataField = (namesAfter: (path: string[]) => string[]): Extension => [
  JSONATA,
  history(),
  bracketMatching(),
  closeBrackets(),
  autocompletion({ override: [(context) => completePath(context, namesAfter)] }),
  keymap.of([...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
];
