import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import { refuse } from "#server/api/rest/refusal.ts";

const WINDOW_S = 60;

/** How much each caller may ask of one web process. */
export type RestLimit = RateLimiterMemory;

export const createRestLimit = (perMinute: number): RestLimit =>
  new RateLimiterMemory({ points: perMinute, duration: WINDOW_S });

const headersOf = (limit: RestLimit, { remainingPoints, msBeforeNext }: RateLimiterRes): Record<string, string> => ({
  "ratelimit-policy": `"minute";q=${limit.points};w=${WINDOW_S}`,
  ratelimit: `"minute";r=${Math.max(0, remainingPoints)};t=${Math.ceil(msBeforeNext / 1_000)}`,
});

/** Answers unless the caller has asked too much already; every answer says how much is left. */
export async function withinLimit(
  limit: RestLimit,
  caller: string,
  answer: () => Promise<Response>,
): Promise<Response> {
  const left = await limit.consume(caller).catch((spent: unknown) => spent);
  if (!(left instanceof RateLimiterRes)) throw left;
  const headers = headersOf(limit, left);
  if (left.consumedPoints > limit.points) {
    const seconds = String(Math.max(1, Math.ceil(left.msBeforeNext / 1_000)));
    return refuse(
      "too_many",
      `Too many requests; ask again in ${seconds} s`,
      {},
      { ...headers, "retry-after": seconds },
    );
  }
  const response = await answer();
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
  return response;
}
