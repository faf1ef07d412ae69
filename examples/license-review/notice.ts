declare function artifact(name: string, text: string, mediaType: string): { $artifact: Record<string, unknown> };

interface Input {
  item: string;
  title: string;
  version: string | null;
  review: { comment?: string; form?: { risk?: string; note?: string }; decidedBy: string; decidedAt: string };
}

const escaped = (text: string): string => text.replace(/[\\`*_|<>[\]]/g, "\\$&");

/** Writes the notice that a license was rejected: which, by whom, why. */
export default function notice({ item, title, version, review }: Input) {
  const name = version && !title.includes(version) ? `${title}, version ${version}` : title;
  const reasons = [review.comment, review.form?.note].filter((reason) => reason?.trim());
  const text = [
    `# Rejected: ${escaped(name)}`,
    `${escaped(review.decidedBy)} rejected ${escaped(item)} on ${review.decidedAt.slice(0, 10)} at ${review.decidedAt.slice(11, 16)} UTC.`,
    review.form?.risk ? `Risk level: **${escaped(review.form.risk)}**.` : "",
    reasons.length > 0
      ? reasons.map((reason) => `> ${escaped(reason ?? "").replace(/\n/g, "\n> ")}`).join("\n\n")
      : "No reason was given.",
    "Do not use software under this license until legal has cleared it.",
  ];
  return { title: name, notice: artifact("notice.md", `${text.filter(Boolean).join("\n\n")}\n`, "text/markdown") };
}
