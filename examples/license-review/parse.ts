interface Clause {
  label: string;
  depth: number;
  text: string;
}

interface Section {
  number: string;
  heading: string;
  clauses: Clause[];
}

interface Piece {
  heading: string;
  lines: string[];
}

const END_OF_TERMS =
  /^\W*(end of terms and conditions|the end$|addendum\b|appendix\b|exhibit [a-z] +[-–—]|how to (use|apply) these terms)/i;
const NUMBERED = /^\s*(?:#+ )?(?:section |article |§ ?)?(\d{1,2})[.:](?:\s+(\S.*))?$/i;
const NOTICE = /^(copyright\b|©|\(c\)|everyone is permitted|all rights reserved|\[|https?:)/i;
const LOWER_CASE_WORDS = /^(-|–|v|a|an|and|as|by|due|for|from|in|not|of|on|or|the|this|to|under|with)$/;
const ACRONYMS = /^(GNU|MIT|BSD|ISC|CC0|GPL|LGPL|MMC)$/;

const UNTITLED = [
  {
    title: "BSD 3-Clause License",
    opening: /redistribution and use in source and binary forms[\s\S]*neither the names?/i,
  },
  { title: "BSD 2-Clause License", opening: /redistribution and use in source and binary forms/i },
  { title: "MIT License", opening: /permission is hereby granted, free of charge, to any person obtaining a copy/i },
  {
    title: "ISC License",
    opening: /permission to use, copy, modify, and\/or distribute this software for any purpose/i,
  },
];

const isBlank = (line: string | undefined): boolean => !line || line.trim() === "";
const indentOf = (line: string): number => line.length - line.trimStart().length;
const joined = (lines: string[]): string =>
  lines
    .map((line) => line.trim())
    .join(" ")
    .replace(/\s+/g, " ")
    .trim();

function plainLines(text: string): string[] {
  const isMarkdown = /^#{1,6} \S/m.test(text);
  return text
    .replace(/\r\n?|\f/g, "\n")
    .replaceAll("\0", "")
    .replaceAll("\uFEFF", "")
    .split("\n")
    .map((line) => {
      const unboxed = line
        .replace(/\t/g, "        ")
        .replace(/^\*(?=[\s*])(.*)\*\s*$/, "$1")
        .trimEnd();
      if (/^\s*[-=*_]{3,}$/.test(unboxed)) return "";
      if (!isMarkdown) return unboxed;
      return unboxed
        .replace(/^(\s*)> ?/, "$1")
        .replace(/^(\s*)-(\s+)/, "$1 $2")
        .replace(/\s*\{#[\w-]+\}$/, "")
        .replace(/\[([^\]]+)\]\([^)]*\)/g, "$1")
        .replace(/\*{2,3}/g, "")
        .replace(/\\([().])/g, "$1");
    });
}

function paragraphsOf(lines: string[]): string[][] {
  const paragraphs: string[][] = [[]];
  for (const line of lines) {
    if (isBlank(line)) paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs.filter((paragraph) => paragraph.length > 0);
}

function titleCase(text: string): string {
  if (text !== text.toUpperCase()) return text;
  return text
    .split(" ")
    .map((word, index) => {
      const lower = word.toLowerCase();
      if (ACRONYMS.test(word) || (index > 0 && LOWER_CASE_WORDS.test(lower))) return ACRONYMS.test(word) ? word : lower;
      return lower.replace(/[a-z]/, (letter) => letter.toUpperCase());
    })
    .join(" ");
}

function isTitleLike(text: string): boolean {
  const words = text.split(/\s+/);
  return words.length <= 12 && words.every((word) => /^["“(]?[A-Z0-9]/.test(word) || LOWER_CASE_WORDS.test(word));
}

function openingWords(text: string): string {
  const spoken = text === text.toUpperCase() ? text.charAt(0) + text.slice(1).toLowerCase() : text;
  const words = spoken.split(" ");
  if (words.length <= 9) return spoken.replace(/[.:;,]$/, "");
  return `${words
    .slice(0, 8)
    .join(" ")
    .replace(/ \([^)]*$|[.:;,]$/, "")}…`;
}

function headingOfUnnumbered(text: string): string {
  if (/\bas[ -]is\b|\bwarrant(y|ies)\b/i.test(text)) return "Disclaimer of warranty";
  if (/\b(hereby granted|are permitted|is granted)\b/i.test(text)) return "Grant";
  if (/\b(shall|must) be included\b/i.test(text)) return "Condition";
  return openingWords(text);
}

function isHeading(paragraph: string[]): boolean {
  const [line = ""] = paragraph;
  const text = line.trim();
  if (paragraph.length !== 1 || text.length > 60 || /[,;]$/.test(text)) return false;
  return (
    text.startsWith("#") || (indentOf(line) >= 8 && !text.endsWith(".")) || (isTitleLike(text) && !text.endsWith("."))
  );
}

const headingText = (line: string): string => titleCase(line.trim().replace(/^#+ /, "").replace(/[.:]$/, ""));

/** Title, version and date as the first lines tell them. */
function nameOf(lines: string[], fallback: string) {
  const opening = paragraphsOf(lines.slice(0, 40))
    .filter((paragraph) => paragraph.length <= 3)
    .flat()
    .slice(0, 6)
    .map((line) => line.trim().replace(/^#+ /, ""));
  const titleLine = opening.find(
    (line) =>
      /licen[cs]e|universal|agreement/i.test(line) && line.length <= 80 && !line.endsWith(".") && isTitleLike(line),
  );
  const version = opening.map((line) => /\bv(?:ersion|\.)?\s*(\d+(?:\.\d+)*)/i.exec(line)?.[1]).find(Boolean);
  const date = opening
    .map((line) => /\bversion [\d.]+,\s*((?:\d{1,2}\s+)?[A-Z][a-z]+ \d{4})/i.exec(line)?.[1])
    .find(Boolean);
  const beginning = titleLine ? "" : joined(lines).slice(0, 4_000);
  const known = UNTITLED.find(({ opening: words }) => words.test(beginning));
  const title = titleLine
    ? titleCase(titleLine.replace(/["“”]/g, "").replace(/[\s,–-]+v(ersion|\.)?\s*\d[\d.]*.*$/i, ""))
    : (known?.title ?? fallback);
  return {
    title,
    version: version ?? /\b(\d+\.\d+)\b/.exec(titleLine ?? "")?.[1] ?? null,
    date: date ?? null,
    titleLine,
  };
}

/** What stands before the first number: pieces under a heading, or without one. */
function frontPieces(lines: string[], titleLine: string | undefined): Piece[] {
  const pieces: Piece[] = [{ heading: "", lines: [] }];
  for (const paragraph of paragraphsOf(lines)) {
    const text = joined(paragraph);
    const isName =
      (titleLine && text.toLowerCase().replace(/^#+ /, "").startsWith(titleLine.toLowerCase())) ||
      /^version \d/i.test(text);
    if (isName || NOTICE.test(text) || /^terms and conditions\b/i.test(text) || /legal code$/i.test(text)) continue;
    if (isHeading(paragraph)) pieces.push({ heading: headingText(text), lines: [] });
    else pieces.at(-1)?.lines.push(...paragraph, "");
  }
  return pieces.filter((piece) => piece.lines.length > 0);
}

/** Where sections 0 or 1, 2, 3 … begin; a number out of turn is a reference in the prose. */
function numberedStarts(lines: string[]): { number: number; index: number }[] {
  const starts: { number: number; index: number }[] = [];
  lines.forEach((line, index) => {
    const number = Number(NUMBERED.exec(line)?.[1] ?? Number.NaN);
    const last = starts.at(-1);
    if (last ? number === last.number + 1 : number <= 1) starts.push({ number, index });
  });
  return starts;
}

const ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];
type Style = "letter" | "capital" | "roman" | "number";
const FIRST: Record<Style, string[]> = { roman: ["i"], letter: ["a"], capital: ["A"], number: ["0", "1"] };

function follows(style: Style, previous: string, value: string): boolean {
  if (style === "roman") return ROMAN.indexOf(value) === ROMAN.indexOf(previous) + 1;
  if (style === "number") return Number(value) === Number(previous) + 1;
  return value.length === 1 && value.charCodeAt(0) === previous.charCodeAt(0) + 1;
}

interface Level {
  style: Style;
  value: string;
  indent: number;
}

/** Splits a section into clauses: its paragraphs, and its items 3.1, a), (b), iii. at their depth. */
function clausesOf(number: string, lines: string[]): Clause[] {
  const clauses: Clause[] = [];
  const levels: Level[] = [];
  let subsection = "";
  let afterBlank = true;
  const open = (text: string) => {
    const label = (subsection || number) + levels.map((level) => `(${level.value})`).join("");
    clauses.push({ label, depth: levels.length + (subsection ? 1 : 0), text });
  };
  for (const line of lines) {
    if (isBlank(line)) {
      afterBlank = true;
      continue;
    }
    const decimal = /^\s*(\d{1,2}(?:\.\d{1,2})+)\.?\s+(\S.*)$/.exec(line);
    const item = /^\s*(?:\(([A-Za-z]{1,4}|\d{1,2})\)|([A-Za-z]{1,4}|\d{1,2})\)|([A-Za-z]{1,4})\.)\s+(\S.*)$/.exec(line);
    const value = item?.[1] ?? item?.[2] ?? item?.[3] ?? "";
    const successor = levels.findLastIndex((level) => follows(level.style, level.value, value));
    const startsList = afterBlank || clauses.at(-1)?.text.endsWith(":");
    const style = startsList ? (Object.keys(FIRST) as Style[]).find((key) => FIRST[key].includes(value)) : undefined;
    if (decimal && afterBlank && decimal[1]?.startsWith(`${number}.`)) {
      subsection = decimal[1];
      levels.length = 0;
      open(decimal[2] ?? "");
    } else if (item && successor >= 0) {
      levels.length = successor + 1;
      const level = levels[successor] as Level;
      level.value = value;
      open(item[4] ?? "");
    } else if (item && style) {
      levels.push({ style, value, indent: indentOf(line) });
      open(item[4] ?? "");
    } else if (afterBlank) {
      while ((levels.at(-1)?.indent ?? -1) >= indentOf(line)) levels.pop();
      open(line.trim());
    } else {
      const clause = clauses.at(-1) as Clause;
      clause.text = `${clause.text} ${line.trim()}`.replace(/\s+/g, " ");
    }
    afterBlank = false;
  }
  return clauses.map((clause) => ({ ...clause, text: clause.text.replace(/\s+/g, " ") }));
}

/** A numbered section whose lines hang under its number ends where the text returns to the margin. */
function hangingEnd(lines: string[]): number {
  const [first = "", second = ""] = lines;
  if (isBlank(second) || indentOf(second) <= indentOf(first)) return lines.length;
  const end = lines.findIndex((line, index) => index > 0 && !isBlank(line) && indentOf(line) <= indentOf(first));
  return end < 0 ? lines.length : end;
}

function numberedSection(number: string, group: string, lines: string[]): Section {
  const first = NUMBERED.exec(lines[0] ?? "")?.[2] ?? "";
  const isAlone = isBlank(lines[1]);
  const [, lead = "", rest = ""] = /^(.{3,80}?)\.(?:\s+(.*))?$/.exec(first) ?? [];
  if (isAlone && isTitleLike(first.replace(/\.$/, "")))
    return { number, heading: headingText(first), clauses: clausesOf(number, lines.slice(1)) };
  if (lead && isTitleLike(lead))
    return { number, heading: titleCase(lead), clauses: clausesOf(number, [rest, ...lines.slice(1)]) };
  const clauses = clausesOf(number, [first, ...lines.slice(1)]);
  return { number, heading: group || openingWords(clauses[0]?.text ?? ""), clauses };
}

function unnumberedSections(piece: Piece): Section[] {
  if (piece.heading) return [{ number: "", heading: piece.heading, clauses: clausesOf("", piece.lines) }];
  return paragraphsOf(piece.lines).map((paragraph) => ({
    number: "",
    heading: headingOfUnnumbered(joined(paragraph)),
    clauses: clausesOf("", paragraph),
  }));
}

function numberedSections(lines: string[], starts: { number: number; index: number }[]): Section[] {
  let group = "";
  return starts.flatMap(({ number, index }, position) => {
    const own = lines.slice(index, starts[position + 1]?.index ?? lines.length);
    const end = hangingEnd(own);
    const last = paragraphsOf(own.slice(0, end)).at(-1) ?? [];
    const next = own.length > 3 && isHeading(last) && indentOf(last[0] ?? "") >= 15 ? headingText(last[0] ?? "") : "";
    const body = next ? own.slice(0, own.lastIndexOf(last[0] ?? "")) : own.slice(0, end);
    const section = numberedSection(String(number), group, body);
    group = next;
    return [section, ...(end < own.length ? unnumberedSections({ heading: "", lines: own.slice(end) }) : [])];
  });
}

const isPreamble = (piece: Piece): boolean =>
  piece.heading
    ? /preamble|purpose|introduction|recitals/i.test(piece.heading)
    : headingOfUnnumbered(joined(piece.lines)) !== "Grant";

/**
 * Reads a license: its title, version and date, the preamble that explains it, the sections that bind, and what is
 * appended. A text without numbers is taken by its headings, one without headings by its paragraphs.
 */
export default function parse(input: { id: string; name: string; text: string }) {
  const lines = plainLines(input.text);
  if (lines.every(isBlank)) throw new Error("The license text is empty");
  const { titleLine, ...name } = nameOf(lines, input.name);

  const allStarts = numberedStarts(lines);
  const firstNumber = allStarts.length >= 2 ? (allStarts[0]?.index ?? 0) : 0;
  const cut = lines.findIndex(
    (line, index) => index > firstNumber && END_OF_TERMS.test(line) && isBlank(lines[index - 1]),
  );
  const terms = cut < 0 ? lines : lines.slice(0, cut);
  const starts = numberedStarts(terms);
  const isNumbered = starts.length >= 2;

  const front = frontPieces(isNumbered ? terms.slice(0, starts[0]?.index) : terms, titleLine);
  const preamble = isNumbered ? front.filter(isPreamble) : [];
  const sections = [
    ...front.filter((piece) => !preamble.includes(piece)).flatMap(unnumberedSections),
    ...(isNumbered ? numberedSections(terms, starts) : []),
  ];
  return {
    ...name,
    words: joined(terms).split(" ").length,
    preamble: preamble.map((piece) => ({
      heading: piece.heading || "Opening",
      text: paragraphsOf(piece.lines).map(joined).join("\n\n"),
    })),
    sections,
    appendices: (cut < 0 ? [] : lines.slice(cut))
      .filter((line) => END_OF_TERMS.test(line) && !/^\W*(end of|the end)/i.test(line))
      .map(headingText),
  };
}
