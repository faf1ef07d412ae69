"use client";

import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { useEffect, useEffectEvent, useRef } from "react";

/** Something to mark: a line, or a part of the text. */
export type CodeMark = { message: string } & (
  | { line: number | null }
  | { from: number; to: number; severity: Diagnostic["severity"] }
);

interface CodeMirrorProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** Its accessible name. */
  label: string;
  describedBy?: string | undefined;
  readOnly: boolean;
  /** Read once, when the field appears. */
  extensions: Extension;
  diagnostics?: readonly CodeMark[];
  /** The line to begin at, with the focus; null to begin at the top without it. Read once, when the field appears. */
  startLine?: number | null;
}

const NO_DIAGNOSTICS: readonly CodeMark[] = [];

const COLORS = HighlightStyle.define([
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: "var(--accent-ink)" },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: "var(--success-ink)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--warning-ink)" },
  { tag: tags.comment, color: "var(--faint)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.definition(tags.variableName)], fontWeight: "600" },
  { tag: tags.invalid, color: "var(--danger-ink)" },
]);

const THEME = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--ink)", backgroundColor: "var(--surface)" },
  "&.cm-focused": { outline: "none" },
  // One height whatever the font, so that lines stay beside their numbers when it comes late.
  ".cm-scroller": { maxHeight: "60vh", overflow: "auto", lineHeight: "18px" },
  ".cm-content": {
    fontFamily: "var(--font-geist-mono), ui-monospace, monospace",
    caretColor: "var(--ink)",
    padding: "6px 0",
  },
  // Who types over selected code is given its color by the browser, on the line itself: in another scheme it would stay.
  ".cm-line": { color: "inherit !important" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--canvas)", color: "var(--faint)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--ink)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    overflow: "hidden",
  },
  // What is said about a completion stands beside the list.
  ".cm-tooltip.cm-tooltip-autocomplete": { overflow: "visible" },
  ".cm-tooltip-autocomplete > ul": { borderRadius: "6px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent)", color: "var(--on-accent)" },
});

/** A text field for code. Tab leaves it, as it leaves any field. */
export function CodeMirror({
  value,
  onChange,
  onBlur,
  label,
  describedBy,
  readOnly,
  extensions,
  diagnostics = NO_DIAGNOSTICS,
  startLine = null,
}: CodeMirrorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const attributes = useRef(new Compartment());
  const changed = useEffectEvent(onChange);
  const blurred = useEffectEvent(() => onBlur?.());
  const contentAttributes = () => [
    EditorView.contentAttributes.of({
      "aria-label": label,
      "aria-readonly": String(readOnly),
      // Named although a field has it anyway: without it a scrolling one counts as out of the keyboard's reach.
      tabindex: "0",
      ...(describedBy && { "aria-describedby": describedBy }),
    }),
    EditorState.readOnly.of(readOnly),
  ];
  const create = useEffectEvent((parent: HTMLElement) => {
    const listener = EditorView.updateListener.of((update) => {
      if (update.docChanged && !update.transactions.some((transaction) => transaction.isUserEvent("sync")))
        changed(update.state.doc.toString());
      if (update.focusChanged && !update.view.hasFocus) blurred();
    });
    const parts = [
      extensions,
      THEME,
      syntaxHighlighting(COLORS),
      EditorView.lineWrapping,
      listener,
      attributes.current.of(contentAttributes()),
    ];
    return new EditorView({ parent, state: EditorState.create({ doc: value, extensions: parts }) });
  });

  const begin = useEffectEvent((created: EditorView) => {
    if (startLine === null) return;
    const { doc } = created.state;
    const { from, to } = doc.line(Math.min(startLine, doc.lines));
    created.focus();
    created.dispatch({
      selection: { anchor: from, head: to },
      effects: EditorView.scrollIntoView(from, { y: "center" }),
    });
  });

  useEffect(() => {
    if (!host.current) return;
    const created = create(host.current);
    view.current = created;
    begin(created);
    // The box around scrolls and keeps its size, so the editor does not notice when its lines change theirs: a font that
    // comes late, a pane that opens. Their numbers must follow.
    const resized = new ResizeObserver(() => created.requestMeasure());
    resized.observe(created.contentDOM);
    return () => {
      resized.disconnect();
      created.destroy();
    };
  }, []);

  useEffect(() => {
    const { current } = view;
    if (!current || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value }, userEvent: "sync" });
  }, [value]);

  const applyAgain = useEffectEvent(() =>
    view.current?.dispatch({ effects: attributes.current.reconfigure(contentAttributes()) }),
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: what describes the field is told again when it changes
  useEffect(() => {
    applyAgain();
  }, [label, describedBy, readOnly]);

  useEffect(() => {
    const { current } = view;
    if (!current) return;
    const { doc } = current.state;
    const marks = diagnostics.map((mark): Diagnostic => {
      if ("from" in mark) return { ...mark, from: Math.min(mark.from, doc.length), to: Math.min(mark.to, doc.length) };
      const { from, to } = doc.line(Math.min(Math.max(mark.line ?? 1, 1), doc.lines));
      return { from, to, severity: "error", message: mark.message };
    });
    current.dispatch(setDiagnostics(current.state, marks));
  }, [diagnostics]);

  return (
    <div
      ref={host}
      className="min-w-0 overflow-hidden rounded-md border border-line-strong focus-within:border-focus focus-within:outline focus-within:outline-focus"
    />
  );
}
