declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Finding {
  clause: string;
  kinds: string[];
  words: string[];
  sentence: string;
}

interface Section {
  number: string;
  heading: string;
  permissions: number;
  obligations: number;
  prohibitions: number;
  findings: Finding[];
}

interface Input {
  item: string;
  license: {
    title: string;
    version: string | null;
    date: string | null;
    words: number;
    preamble: { heading: string; text: string }[];
    appendices: string[];
  };
  sections: Section[];
  review: { comment?: string; form?: { risk?: string; note?: string }; decidedBy: string; decidedAt: string };
}

const escaped = (text: string): string => text.replace(/[\\`*_|<>[\]]/g, "\\$&");
const counted = (count: number, word: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${word}${count === 1 ? "" : "s"}`;
const nameOf = ({ number, heading }: Section): string => escaped(number ? `${number}. ${heading}` : heading);
const minuteOf = (time: string): string => `${time.slice(0, 10)} ${time.slice(11, 16)} UTC`;

function marked(sentence: string, words: string[]): string {
  const places = words
    .map((word) => ({ from: sentence.indexOf(word), to: sentence.indexOf(word) + word.length }))
    .filter(({ from }) => from >= 0)
    .sort((left, right) => left.from - right.from || right.to - left.to);
  let text = "";
  let at = 0;
  for (const { from, to } of places) {
    if (from < at) continue;
    text += `${escaped(sentence.slice(at, from))}**${escaped(sentence.slice(from, to))}**`;
    at = to;
  }
  return text + escaped(sentence.slice(at));
}

function findingLine({ number, heading }: Section, { clause, kinds, words, sentence }: Finding): string {
  const lead = words.find((word) => word.endsWith(":"));
  const quoted = lead ? `*… ${escaped(lead)}* ${escaped(sentence)}` : marked(sentence, words);
  const kind = kinds.join(" and ");
  const place = clause === number || clause === heading ? "" : ` (${escaped(clause)})`;
  return `- **${kind.charAt(0).toUpperCase()}${kind.slice(1)}**${place}: ${quoted}`;
}

/** Writes the report of an approved license as Markdown. */
export default function report({ item, license, sections, review }: Input) {
  const sum = (key: "permissions" | "obligations" | "prohibitions") =>
    sections.reduce((total, section) => total + section[key], 0);
  const title =
    license.version && !license.title.includes(license.version)
      ? `${license.title}, version ${license.version}`
      : license.title;
  const found = [
    counted(sum("permissions"), "permission"),
    counted(sum("obligations"), "obligation"),
    counted(sum("prohibitions"), "prohibition"),
  ].join(", ");
  const facts = [
    ["Item", item],
    ["Published", license.date],
    ["Decision", `approved by ${review.decidedBy}, ${minuteOf(review.decidedAt)}`],
    ["Risk", review.form?.risk],
    ["Note", review.form?.note],
    ["Comment", review.comment],
    ["Read", `${counted(sections.length, "section")}, ${counted(license.words, "word")}`],
    ["Found", found],
  ].flatMap(([name, value]) => (value ? [`| ${name} | ${escaped(value).replace(/\s+/g, " ")} |`] : []));
  const rows = sections.map(
    (section) =>
      `| ${nameOf(section)} | ${section.permissions || "–"} | ${section.obligations || "–"} | ${section.prohibitions || "–"} |`,
  );
  const findings = sections
    .filter((section) => section.findings.length > 0)
    .map(
      (section) =>
        `### ${nameOf(section)}\n\n${section.findings.map((finding) => findingLine(section, finding)).join("\n")}`,
    );
  const beside = [
    ...license.preamble.map(
      ({ heading, text }) => `- ${escaped(heading)} (${counted(text.split(/\s+/).length, "word")})`,
    ),
    ...license.appendices.map((heading) => `- ${escaped(heading)}`),
  ];
  const text = [
    `# ${escaped(title)}`,
    `| License review | |\n|---|---|\n${facts.join("\n")}`,
    `## Sections\n\n| Section | Permissions | Obligations | Prohibitions |\n|---|--:|--:|--:|\n${rows.join("\n")}`,
    `## Findings\n\n${findings.length > 0 ? findings.join("\n\n") : "No permission, obligation or prohibition was found by its words."}`,
    ...(beside.length > 0
      ? [
          `## Not analyzed\n\nThese parts were not searched: they introduce the license, or show how to apply it.\n\n${beside.join("\n")}`,
        ]
      : []),
  ].join("\n\n");
  return {
    title,
    risk: review.form?.risk ?? null,
    sections: sections.length,
    permissions: sum("permissions"),
    obligations: sum("obligations"),
    prohibitions: sum("prohibitions"),
    report: artifact("report.md", `${text}\n`, "text/markdown"),
  };
}
