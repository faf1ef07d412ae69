import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { hoverTooltip, type Tooltip } from "@codemirror/view";
import type { CodeTypes } from "#components/editor/code-types/code-types.ts";
import type { CodeDescription, TypedSource } from "#components/editor/code-types/protocol.ts";

/** Whom to ask, and what is known of the code besides its text, whenever it is asked. */
export interface TypesOfField {
  types: CodeTypes;
  about(): Omit<TypedSource, "source">;
}

/** CodeMirror's words for what it draws a sign for. */
const KINDS: Record<string, string> = {
  function: "function",
  "local function": "function",
  method: "method",
  property: "property",
  getter: "property",
  const: "constant",
  let: "variable",
  var: "variable",
  "local var": "variable",
  parameter: "variable",
  class: "class",
  interface: "interface",
  type: "type",
  module: "namespace",
  keyword: "keyword",
};

const OPENS_NAMES = /[\w$.]$/;
/** Within the text of a string names are offered where TypeScript knows which: of a service, a method, a module. */
const OPENS_TEXT = /["'/]$/;

function shown({ type, words }: CodeDescription): HTMLElement {
  const box = document.createElement("div");
  box.className = "max-w-96 whitespace-pre-wrap px-2 py-1 text-xs";
  const code = document.createElement("code");
  code.className = "font-mono";
  code.textContent = type;
  box.append(code);
  if (words !== "") {
    const about = document.createElement("p");
    about.className = "mt-1 text-muted";
    about.textContent = words;
    box.append(about);
  }
  return box;
}

async function complete(context: CompletionContext, { types, about }: TypesOfField): Promise<CompletionResult | null> {
  if (context.view && !context.view.hasFocus) return null;
  const before = context.state.sliceDoc(Math.max(0, context.pos - 1), context.pos);
  if (!context.explicit && !OPENS_NAMES.test(before) && !OPENS_TEXT.test(before)) return null;
  const code = { ...about(), source: context.state.doc.toString() };
  const found = await types.ask<"complete">(code, { type: "complete", at: context.pos });
  if (!found || found.options.length === 0 || context.aborted) return null;
  const options = found.options.map(({ name, kind, sortText }): Completion => {
    const type = KINDS[kind];
    return {
      label: name,
      sortText,
      ...(type && { type }),
      info: async () => {
        const detail = await types.ask<"detail">(code, { type: "detail", at: context.pos, name });
        return detail && shown(detail);
      },
    };
  });
  return { from: found.from, options, validFor: /^[\w$]*$/ };
}

/** A field for code that completes and describes what TypeScript knows of it. */
export const typedCode = (field: TypesOfField): Extension => [
  autocompletion({ override: [(context) => complete(context, field)] }),
  hoverTooltip(async (view, at): Promise<Tooltip | null> => {
    const code = { ...field.about(), source: view.state.doc.toString() };
    const found = await field.types.ask<"describe">(code, { type: "describe", at });
    if (!found) return null;
    return { pos: found.from, end: found.to, above: true, create: () => ({ dom: shown(found) }) };
  }),
];
