type Kind = "permission" | "obligation" | "prohibition";

interface Finding {
  clause: string;
  kinds: Kind[];
  words: string[];
  sentence: string;
}

/** The words by which licenses permit, oblige and prohibit; what only looks like them is listed beside. */
const WORDS: Record<Kind, { says: RegExp; unless: RegExp[] }> = {
  prohibition: {
    says: new RegExp(
      [
        "\\b(?:may|must|shall|will|can) not\\b",
        "\\bmay neither\\b",
        "\\byou cannot\\b",
        "\\bdo not retitle\\b",
        "\\b(?:is|are) (?:not permitted|not allowed|prohibited|forbidden|not authorized)\\b",
        "\\b(?:does|do) not (?:by this license )?(?:grant|give|permit)\\b",
        "\\b(?:neither|nor|no (?:one|person|party|entity|contributor|recipient))\\b[^.;:]{0,90}?\\b(?:may|can|shall)(?! be (?:deemed|construed|considered|liable))\\b",
        "\\bno one other than\\b",
        "\\bnothing (?:other than this license|else) grants\\b",
        "\\bany attempt\\b[^.]{0,80}\\bis void\\b",
        "\\bgives no permission\\b",
        "\\bno (?:[\\w-]+ ){0,3}(?:rights?|licenses?|permissions?)\\b[^.;:]{0,60}?\\b(?:is|are) granted\\b",
        "\\bno (?:contributor|affirmer)\\b[^.;:]{0,20}? (?:makes additional grants)\\b",
        "\\bno [\\w ]{0,60}(?:is|are) (?:waived|authorized|licensed)\\b",
        "\\breceives no rights or licenses\\b",
        "\\bmay only\\b",
      ].join("|"),
      "gi",
    ),
    unless: [
      /\b(?:if|that|which|whether) (?:you|they|it|such|the \w+|this \w+) (?:can|may|will)(?:not| not)(?: or will not)?\b/gi,
      /\bshall neither be (?:construed|considered|deemed)\b[^.;]{0,160}?\bnor shall\b/gi,
      /\b(?:may|shall|will|must|can) not (?:apply|include|be construed|be considered|be deemed|be liable|affect|invalidate|fall|be able|arise|survive|have been|be subject to|be required|be affected|have their licenses|result|be available|be used (?:against|to construe)|limit)\b/gi,
      /\b(?:exclusion|limitation|provisions?|warrant\w+)\b[^.;]{0,40}may not\b/gi,
    ],
  },
  obligation: {
    says: new RegExp(
      [
        "\\bmust\\b",
        "\\bshall\\b",
        "\\b(?:is|are|remain) (?:hereby )?(?:required|obliged|obligated) to\\b",
        "\\byou waive\\b",
        "\\brequires? (?:that|you)\\b",
        "\\bprovided,? (?:that|you|they|these|such|it|your|the \\w+ (?:is|are))\\b",
        "\\b(?:on|under) the conditions? that\\b",
        "\\bsubject to the following\\b",
        "\\bonly if\\b",
        "\\bif you also (?:do|meet)\\b",
        "\\bagrees? to\\b",
        "\\bare conditions of\\b",
        "\\bwould have to\\b",
        "\\bsolely responsible for\\b",
        "\\bassumes? (?:sole responsibility|all risks|any risks)\\b",
        "\\byou do (?:both|all|each|one) of the following\\b",
        "\\bsolely under the conditions\\b",
        "(?:\\w+'s|\\byour) responsibility to\\b",
        "\\bmay be \\w+ only\\b",
      ].join("|"),
      "gi",
    ),
    unless: [
      /\b(?:must|shall|may) not\b/gi,
      /\bis (?:covered|allowed)\b[^.;]{0,30}\bonly if\b/gi,
      /\bif you agree to\b/gi,
      /\brequired to allow\b/gi,
      /\bprovided that (?:\w+ ){1,2}may\b/gi,
      /\bshall neither be\b[^.;]{0,160}?\bnor shall\b/gi,
      /\bshall (?:still |nevertheless )?(?:mean|include|refer|apply|survive|be (?:construed|considered|deemed|liable|void|under the terms|preserved|reformed|governed|treated|resolved)|terminate|continue|supersede|any|prevent|have any|have been|such)\b/gi,
      /\b(?:in no event|under no circumstances|neither|nothing)\b[^.;]{0,90}\bshall\b/gi,
      /\bshall\b[^.;]{0,80}\bbe liable\b/gi,
      /\b(?:neither|no|nor)\b[^.;]{0,60}\bshall\b/gi,
      /\b(?:not|unless|if|otherwise be) required (?:to|by)\b/gi,
      /\bthat (?:you )?must\b/gi,
    ],
  },
  permission: {
    says: new RegExp(
      [
        "\\bmay\\b",
        "\\bgrants? (?:to )?(?:you|recipients?|each|everyone|any)\\b",
        "\\bpermission (?:[^.;]{0,120})?\\bis (?:hereby )?granted\\b",
        "\\b(?:is|are) (?:always )?(?:permitted|allowed|authorized|welcome) (?:to|provided|in|solely)\\b",
        "\\bare permitted provided\\b",
        "\\b(?:is|are) (?:always )?permitted\\b",
        "\\blicenses you to\\b",
        "\\bautomatically receives a license\\b",
        "\\bhave (?:the option of|permission to)\\b",
        "\\b(?:permanent(?:ly)? (?:authorization|authorizes)) (?:for you|you)\\b",
        "\\byou can (?!not)\\w+",
        "\\b(?:need not|(?:is|are) not required to)\\b",
        "\\bhereby [\\w, ]*waives\\b",
        "\\bgives everyone\\b",
        "\\bpermits you to\\b",
      ].join("|"),
      "gi",
    ),
    unless: [
      /\bmay (?:not|neither|only)\b|\bmay be \w+ only\b/gi,
      /\b(?:not|nothing|no contributor)\b[^.;]{0,60}?\bgrants? (?:to )?(?:you|any|each|everyone)\b/gi,
      /\b(?:that licensees|saying it) may\b/gi,
      /\b(?:not|no \w+|neither|as|extent|otherwise) (?:\w+ )?(?:is |are )?(?:permitted|allowed|authorized)\b/gi,
      /\b(?:neither|nor|no (?:one|person|party|entity|contributor|recipient))\b[^.;:]{0,90}?\bmay\b/gi,
      /\bmay (?:differ|give|apply|arise|have|exist|appear|result|vary|wish|need|consider|fall|occur|contain|be (?:individuals|known|required|protected|at most|liable|possible|imposed|impossible|available)|collectively|accept certain|be called)\b/gi,
      /\b(?:that|which|as) may\b/gi,
      /\b(?:if|whether) (?:you|they|it|anyone|any\w*) (?:can|may)\b/gi,
      /\bmust (?:[\w,]+ ){0,6}permitted\b/gi,
      /\b(?:free software foundation|license steward|agreement steward|eclipse foundation|mozilla foundation) (?:may|reserves)\b/gi,
      /\bso you (?:can|may) know\b/gi,
      /\bterms that (?:permit|may)\b/gi,
    ],
  },
};

const KINDS: Kind[] = ["permission", "obligation", "prohibition"];
const DEFINES =
  /^(?:an?|the|to|as used herein,)? ?["“][^"”]+["”](?: \(or ["“][^"”]+["”]\))?[^.]{0,60}?\b(?:means?|refers?|shall mean|is (?:any|an?|either|whoever|whatever|you)|also means|are all|if it|include)\b/i;
const DISCLAIMS =
  /\b(?:no event|no circumstances|no legal theory|neither)\b[^.]*\b(?:liable|liability)\b|["“”]as[ -]is["“”]|\bno warranty for\b/i;
const NO_END = /(?:\b(?:e\.g|i\.e|inc|no|vs|etc|u\.s\.c|art|sec|v|cf)|\b[A-Z])\.$/i;

/** Sentences of a clause, in order. An item of a list that ends with a semicolon is a sentence of its own. */
function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const match of text.matchAll(/[.!?]["”')\]]*\s+(?=["“'(]?[A-Z0-9])/g)) {
    const end = match.index + match[0].length;
    const sentence = text.slice(start, end).trim();
    if (NO_END.test(sentence)) continue;
    sentences.push(sentence);
    start = end;
  }
  return [...sentences, text.slice(start).trim()].filter((sentence) => /[a-z]/i.test(sentence));
}

/** Where a kind's words stand in a sentence, without those that an exception covers. */
function wordsOf(kind: Kind, sentence: string): string[] {
  const { says, unless } = WORDS[kind];
  const covered = unless.flatMap((exception) =>
    [...sentence.matchAll(exception)].map((match) => [match.index, match.index + match[0].length] as const),
  );
  return [...sentence.matchAll(says)]
    .filter((match) => {
      const end = match.index + match[0].length;
      return !covered.some(([from, to]) => match.index < to && end > from);
    })
    .map((match) => match[0].trim());
}

function classify(sentence: string): { kinds: Kind[]; words: string[] } {
  if (DEFINES.test(sentence) || DISCLAIMS.test(sentence)) return { kinds: [], words: [] };
  const found = KINDS.map((kind) => ({ kind, words: wordsOf(kind, sentence) })).filter(({ words }) => words.length > 0);
  return { kinds: found.map(({ kind }) => kind), words: [...new Set(found.flatMap(({ words }) => words))] };
}

/** What the words before a list make of its items: its strictest reading. */
function kindOfItems(lead: string): Kind | undefined {
  const { kinds } = classify(lead);
  if (kinds.includes("obligation") || /\b(?:conditions?|requirements?|do (?:both|all|one|each))\b[^:]*:$/i.test(lead))
    return "obligation";
  if (/\bis granted\b/i.test(lead) && kinds.includes("prohibition")) return "prohibition";
  return kinds[0];
}

/** The part of a sentence that leads into its list. */
function leadOf(sentence: string): string {
  const marked = /\b(?:provided that|if you|you must|you do|in one of|no patent license)\b.{0,80}:$/i.exec(
    sentence,
  )?.[0];
  return marked ?? sentence.split(/[,;] /).at(-1) ?? sentence;
}

/**
 * Finds what a section permits, demands and forbids, each with the sentence that says so. A sentence stands once, with
 * all that it does; an item of a list takes on what the words before the list say.
 */
export default function enrich(input: {
  section: { number: string; heading: string; clauses: { label: string; depth: number; text: string }[] };
}) {
  const { number, heading, clauses } = input.section;
  const findings: Finding[] = [];
  const leads: ({ kind: Kind; words: string } | undefined)[] = [];
  for (const { label, depth, text } of clauses) {
    const sentences = sentencesOf(text);
    const inherited = depth > 0 ? leads[depth - 1] : undefined;
    sentences.forEach((sentence, index) => {
      const { kinds, words } = classify(sentence);
      const takesOn = index === 0 && inherited && kinds.length === 0 ? inherited : undefined;
      const all = takesOn ? [takesOn.kind] : kinds;
      if (all.length > 0 && !findings.some((finding) => finding.sentence === sentence))
        findings.push({ clause: label || heading, kinds: all, words: takesOn ? [takesOn.words] : words, sentence });
    });
    const last = sentences.at(-1) ?? "";
    leads.length = depth;
    const kind = last.endsWith(":") ? (kindOfItems(last) ?? inherited?.kind) : undefined;
    leads[depth] = kind && { kind, words: leadOf(last) };
  }
  const count = (kind: Kind) => findings.filter((finding) => finding.kinds.includes(kind)).length;
  return {
    number,
    heading,
    permissions: count("permission"),
    obligations: count("obligation"),
    prohibitions: count("prohibition"),
    findings,
  };
}
