interface Answer {
  symbols?: { symbol: string; date: string; close: number | string }[];
}

/** The price in what the service answered, which may come as text. */
export default function price({ ticker, body }: { ticker: string; body: Answer | string }) {
  const { symbols = [] } = typeof body === "string" ? (JSON.parse(body) as Answer) : body;
  const [quote] = symbols;
  const close = Number(quote?.close);
  if (!quote || !Number.isFinite(close)) throw new Error(`The service knows no price of ${ticker}`);
  return { ticker, date: quote.date, close };
}
