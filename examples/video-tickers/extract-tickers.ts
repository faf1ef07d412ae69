/** Companies as people name them, with the ticker of their shares in the United States. */
const COMPANIES: Record<string, string> = {
  alphabet: "GOOGL",
  amazon: "AMZN",
  amd: "AMD",
  apple: "AAPL",
  boeing: "BA",
  broadcom: "AVGO",
  costco: "COST",
  google: "GOOGL",
  ibm: "IBM",
  intel: "INTC",
  meta: "META",
  microsoft: "MSFT",
  netflix: "NFLX",
  nvidia: "NVDA",
  oracle: "ORCL",
  salesforce: "CRM",
  tesla: "TSLA",
  walmart: "WMT",
};

/** The tickers that a video names, `$AAPL`, `NASDAQ: AAPL` or `Apple`, each once, in the order in which they come up. */
export default function extractTickers({ title, transcript }: { title: string; transcript: string }) {
  const text = `${title}\n${transcript}`;
  const names = Object.keys(COMPANIES).join("|");
  const pattern = new RegExp(`\\$([A-Z]{1,5})\\b|\\b(?:NASDAQ|NYSE): ?([A-Z]{1,5})\\b|\\b(${names})(?:'s)?\\b`, "gi");
  const found = [...text.matchAll(pattern)].map(
    ([, cashtag, listed, name = ""]) => cashtag ?? listed ?? COMPANIES[name.toLowerCase()] ?? "",
  );
  return { tickers: [...new Set(found.map((ticker) => ticker.toUpperCase()))] };
}
