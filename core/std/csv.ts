export interface CsvOptions {
  /** What stands between two fields: a comma without it. */
  separator?: string;
}

/** The fields of each line. Fields in quotes may hold separators, line breaks, and quotes that are doubled. */
function fieldsOf(text: string, separator: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  let field = "";
  let isQuoted = false;
  const endField = () => {
    line.push(field);
    field = "";
  };
  const endLine = () => {
    endField();
    if (line.length > 1 || line[0] !== "") lines.push(line);
    line = [];
  };
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (isQuoted && sign === '"' && text[at + 1] === '"') {
      field += sign;
      at += 1;
    } else if (sign === '"' && (isQuoted || field === "")) isQuoted = !isQuoted;
    else if (isQuoted) field += sign;
    else if (sign === separator) endField();
    else if (sign === "\n") endLine();
    else if (sign !== "\r") field += sign;
  }
  if (isQuoted) throw new Error("parseCsv: a quoted field has no end");
  endLine();
  return lines;
}

/** One object a line, by the names of the first line; what a line does not have is empty text. Throws if a quote has no end. */
export function parseCsv(text: string, { separator = "," }: CsvOptions = {}): Record<string, string>[] {
  const [names = [], ...lines] = fieldsOf(text.replace(/^\ufeff/, ""), separator);
  return lines.map((line) => Object.fromEntries(names.map((name, index) => [name, line[index] ?? ""])));
}

/** The other way: a first line of names, then one line a row. Null and what is missing become empty fields. */
export function formatCsv(rows: readonly Record<string, unknown>[], { separator = "," }: CsvOptions = {}): string {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const fieldOf = (value: unknown): string => {
    const text = typeof value === "object" && value !== null ? JSON.stringify(value) : String(value ?? "");
    return /["\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = [names, ...rows.map((row) => names.map((name) => row[name]))];
  return lines.map((line) => `${line.map(fieldOf).join(separator)}\n`).join("");
}
