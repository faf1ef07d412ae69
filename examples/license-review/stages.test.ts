import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import jsonata from "jsonata";
import { beforeAll, describe, expect, test } from "vitest";
import { reviewConfig } from "#core/kinds/review.ts";
import { problemsOf } from "#core/problems.ts";
import enrich from "#examples/license-review/enrich.ts";
import report from "#examples/license-review/export.ts";
import notice from "#examples/license-review/notice.ts";
import parse from "#examples/license-review/parse.ts";
import { readExample } from "#server/workflows/read-example.ts";

const TEXTS = join(import.meta.dirname, "texts");
const ids = readdirSync(TEXTS)
  .filter((file) => file.endsWith(".txt"))
  .map((file) => file.replace(".txt", ""));

const review = {
  decision: "approved",
  comment: "",
  form: { risk: "medium" },
  decidedBy: "ada@example.org",
  decidedAt: "2026-11-20T23:40:00.000Z",
};

const read = (id: string) => parse({ id, name: id, text: readFileSync(join(TEXTS, `${id}.txt`), "utf8") });
const findIn = (id: string) => read(id).sections.map((section) => enrich({ section }));
const textOf = (output: { $artifact: Record<string, unknown> }) => String(output.$artifact.text);

beforeAll(() => {
  Object.assign(globalThis, {
    artifact: (name: string, text: string, mediaType: string) => ({ $artifact: { name, text, mediaType } }),
  });
});

/** Counted by hand in the texts. */
const LICENSES = [
  {
    id: "Apache-2.0",
    title: "Apache License",
    version: "2.0",
    date: "January 2004",
    sections: 9,
    first: "Definitions",
    last: "Accepting Warranty or Additional Liability",
  },
  {
    id: "Artistic-1.0",
    title: "The Artistic License",
    version: null,
    date: null,
    sections: 11,
    first: "Definitions",
    last: 'This package is provided "as is" and without…',
  },
  {
    id: "BSD-3-Clause",
    title: "BSD 3-Clause License",
    version: null,
    date: null,
    sections: 5,
    first: "Grant",
    last: "Disclaimer of warranty",
  },
  {
    id: "BlueOak-1.0.0",
    title: "Blue Oak Model License",
    version: "1.0.0",
    date: null,
    sections: 8,
    first: "Purpose",
    last: "No Liability",
  },
  {
    id: "CC0-1.0",
    title: "CC0 1.0 Universal",
    version: "1.0",
    date: null,
    sections: 4,
    first: "Copyright and Related Rights",
    last: "Limitations and Disclaimers",
  },
  {
    id: "EPL-2.0",
    title: "Eclipse Public License",
    version: "2.0",
    date: null,
    sections: 7,
    first: "Definitions",
    last: "General",
  },
  {
    id: "GFDL-1.3",
    title: "GNU Free Documentation License",
    version: "1.3",
    date: "3 November 2008",
    sections: 12,
    first: "Preamble",
    last: "Relicensing",
  },
  {
    id: "GPL-2",
    title: "GNU General Public License",
    version: "2",
    date: "June 1991",
    sections: 13,
    first: "This License applies to any program or other…",
    last: "In no event unless required by applicable law…",
  },
  {
    id: "GPL-3",
    title: "GNU General Public License",
    version: "3",
    date: "29 June 2007",
    sections: 18,
    first: "Definitions",
    last: "Interpretation of Sections 15 and 16",
  },
  {
    id: "ISC",
    title: "The ISC License",
    version: null,
    date: null,
    sections: 2,
    first: "Grant",
    last: "Disclaimer of warranty",
  },
  {
    id: "LGPL-2.1",
    title: "GNU Lesser General Public License",
    version: "2.1",
    date: "February 1999",
    sections: 17,
    first: "This License Agreement applies to any software library…",
    last: "In no event unless required by applicable law…",
  },
  {
    id: "LGPL-3",
    title: "GNU Lesser General Public License",
    version: "3",
    date: "29 June 2007",
    sections: 7,
    first: "Additional Definitions",
    last: "Revised Versions of the GNU Lesser General Public License",
  },
  {
    id: "MIT",
    title: "MIT License",
    version: null,
    date: null,
    sections: 3,
    first: "Grant",
    last: "Disclaimer of warranty",
  },
  {
    id: "MPL-2.0",
    title: "Mozilla Public License",
    version: "2.0",
    date: null,
    sections: 10,
    first: "Definitions",
    last: "Versions of the License",
  },
];

test("every shipped text is expected here", () => {
  expect(ids.toSorted()).toEqual(LICENSES.map(({ id }) => id).toSorted());
});

test("the definition can be published", () => {
  expect(problemsOf(readExample("license-review"))).toEqual([]);
});

describe.each(LICENSES)("$id", ({ id, title, version, date, sections, first, last }) => {
  test("is read with its title, version, date and sections", () => {
    const license = read(id);

    expect(license).toMatchObject({ title, version, date });
    expect(license.sections).toHaveLength(sections);
    expect(license.sections.at(0)?.heading).toBe(first);
    expect(license.sections.at(-1)?.heading).toBe(last);
  });

  test("loses no word of its sections", () => {
    const license = read(id);
    const kept = license.sections
      .flatMap(({ heading, clauses }) => [heading, ...clauses.map(({ text }) => text)])
      .join(" ");
    const told = license.preamble.map(({ text }) => text).join(" ");

    expect(`${kept} ${told}`.split(/\s+/).length).toBeGreaterThan(license.words * 0.85);
  });

  test("has findings, each sentence once in its section and taken from its text", () => {
    const license = read(id);
    const found = findIn(id);

    expect(found.reduce((sum, { permissions }) => sum + permissions, 0)).toBeGreaterThan(0);
    found.forEach(({ findings }, index) => {
      const text = license.sections[index]?.clauses.map((clause) => clause.text).join(" ") ?? "";
      expect(new Set(findings.map(({ sentence }) => sentence)).size).toBe(findings.length);
      for (const finding of findings) {
        expect(text).toContain(finding.sentence);
        expect(finding.kinds.length).toBeGreaterThan(0);
        expect(finding.words.length).toBeGreaterThan(0);
      }
    });
  });

  test("is summed up for the reviewer", async () => {
    const [, , approve] = readExample("license-review").stages;
    const config = reviewConfig.parse(approve?.config);
    if (typeof config.summary === "string") throw new Error("The summary is an expression");
    const scope = structuredClone({ stages: { parse: { output: read(id) }, enrich: { output: findIn(id) } } });

    const summary: string = await jsonata(config.summary.$).evaluate(scope);

    expect(summary.split("\n")[0]).toContain(title);
    expect(summary.split("\n")[0]).toContain(`${sections} sections`);
    expect(summary).toContain("It permits, among others");
  });

  test("gets a report that names what was found", () => {
    const found = findIn(id);

    const output = report({ item: id, license: read(id), sections: found, review });

    expect(output.sections).toBe(sections);
    expect(textOf(output.report)).toMatch(new RegExp(`^# ${title}`));
    expect(textOf(output.report)).toContain("| Risk | medium |");
    expect(textOf(output.report)).toContain("ada@example.org, 2026-11-20 23:40 UTC");
    expect(textOf(output.report).match(/^- \*\*/gm)).toHaveLength(found.flatMap(({ findings }) => findings).length);
  });
});

test("a number in the prose does not begin a section", () => {
  expect(read("GPL-3").sections.map(({ number }) => number)).toEqual(
    Array.from({ length: 18 }, (_, index) => String(index)),
  );
});

test("the preamble and the appendix are told apart from what binds", () => {
  const gpl = read("GPL-3");

  expect(gpl.preamble.map(({ heading }) => heading)).toEqual(["Preamble"]);
  expect(gpl.appendices).toEqual(["How to Apply These Terms to Your New Programs"]);
});

test("items are labeled by their path", () => {
  const labels = (id: string, number: string) =>
    read(id)
      .sections.find((section) => section.number === number)
      ?.clauses.map(({ label }) => label);

  expect(labels("LGPL-3", "4")).toEqual(["4", "4(a)", "4(b)", "4(c)", "4(d)", "4(d)(0)", "4(d)(1)", "4(e)"]);
  expect(labels("MPL-2.0", "3")).toContain("3.2(b)");
  expect(labels("CC0-1.0", "1")?.at(-1)).toBe("1(vii)");
  expect(labels("GFDL-1.3", "4")).toContain("4(O)");
});

const kindsOf = (text: string) =>
  enrich({ section: { number: "1", heading: "", clauses: [{ label: "1", depth: 0, text }] } }).findings.flatMap(
    ({ kinds }) => kinds,
  );

test.each([
  ["You may copy the Program.", ["permission"]],
  ["You may not copy the Program.", ["prohibition"]],
  ["You may copy the Program, provided that you keep the notice.", ["permission", "obligation"]],
  ["You must keep the notice.", ["obligation"]],
  ["The notice shall be included in all copies.", ["obligation"]],
  ["Neither the name of the author nor those of contributors may be used to endorse products.", ["prohibition"]],
  ["You are not required to accept this License.", ["permission"]],
  ["Sublicensing is not allowed.", ["prohibition"]],
  ['"Work" shall mean the work of authorship that may be copied.', []],
  ["IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY DAMAGES.", []],
  ["This License shall not apply to other works.", []],
  ["Such new versions may differ in detail.", []],
])("%s", (sentence, kinds) => {
  expect(kindsOf(sentence)).toEqual(kinds);
});

test("an item takes on what the words before its list say", () => {
  const clauses = [
    { label: "1", depth: 0, text: "You may copy it, provided that you do one of the following:" },
    { label: "1(a)", depth: 1, text: "keep the notice;" },
    { label: "1(b)", depth: 1, text: "name the author." },
  ];

  const { findings } = enrich({ section: { number: "1", heading: "", clauses } });

  expect(findings.map(({ clause, kinds }) => [clause, kinds])).toEqual([
    ["1", ["permission", "obligation"]],
    ["1(a)", ["obligation"]],
    ["1(b)", ["obligation"]],
  ]);
});

test("a text without a title is named by the input, one without numbers read by its paragraphs", () => {
  const license = parse({
    id: "x",
    name: "House rules",
    text: "You may read this.\r\n\r\nYou must not sell it.\u0000\r\n",
  });

  expect(license).toMatchObject({ title: "House rules", version: null });
  expect(license.sections.map(({ clauses }) => clauses[0]?.text)).toEqual([
    "You may read this.",
    "You must not sell it.",
  ]);
});

test("an empty text is refused", () => {
  expect(() => parse({ id: "x", name: "Nothing", text: " \n\n " })).toThrow("The license text is empty");
});

test("a rejection leads to a notice that gives the reason", () => {
  const output = notice({
    item: "GPL-3",
    title: "GNU General Public License",
    version: "3",
    review: { ...review, comment: "Copyleft <script>", form: { risk: "high" } },
  });

  expect(textOf(output.notice)).toContain("# Rejected: GNU General Public License, version 3");
  expect(textOf(output.notice)).toContain("> Copyleft \\<script\\>");
});
