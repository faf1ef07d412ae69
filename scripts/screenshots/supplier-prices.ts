import { once } from "node:events";
import { createServer } from "node:http";
import type { Definition } from "#core/definition.ts";
import { stageOf } from "#scripts/screenshots/stage-of.ts";

export const SUPPLIERS = 12;
const ANSWERING = 6;
const BROKEN = 7;

export interface Suppliers {
  url: string;
  close(): void;
}

/** Twelve suppliers, of which six name their price, one is broken, and the others never answer: a fan-out that stays half done. */
export async function openSuppliers(): Promise<Suppliers> {
  const server = createServer((request, response) => {
    const number = Number(request.url?.slice(1));
    if (number > BROKEN) return;
    response.statusCode = number === BROKEN ? 502 : 200;
    response.setHeader("content-type", "application/json");
    response.end(
      JSON.stringify(number <= ANSWERING ? { supplier: number, price: 40 + 3 * number } : { error: "down" }),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

export const supplierPrices = (suppliers: string): Definition => ({
  heddle: 1,
  name: "supplier.prices",
  title: "Supplier prices",
  description: "Asks every supplier for a price, and offers the best of them.",
  itemId: { $: "input.article" },
  stages: [
    stageOf("list", "transform", "List suppliers", { x: 0, y: 90 }, { expression: `[1..${SUPPLIERS}]` }),
    stageOf("rates", "transform", "Exchange rates", { x: 280, y: 0 }, { expression: '{ "EUR": 1, "USD": 1.08 }' }),
    {
      ...stageOf(
        "ask",
        "http",
        "Ask suppliers",
        { x: 280, y: 180 },
        {
          url: { $: `"${suppliers}/" & $string(subtask.item)` },
        },
      ),
      forEach: { items: { $: "stages.list.output" }, onFailure: "continue" },
      timeoutMs: 3_600_000,
    },
    stageOf("offer", "code", "Offer the best", { x: 560, y: 90 }, { source: "export default (input) => input" }),
  ],
  dependencies: [
    { from: "list", to: "rates", requiresSuccess: true },
    { from: "list", to: "ask", requiresSuccess: true },
    { from: "rates", to: "offer", requiresSuccess: true },
    { from: "ask", to: "offer", requiresSuccess: true },
  ],
});
