/** What a door under /api/v1 answered. */
export interface Told {
  status: number;
  headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects.
  body: any;
}

export type AskRest = (
  method: string,
  path: string,
  asked?: { body?: unknown; raw?: BodyInit; headers?: Record<string, string> },
) => Promise<Told>;

/** Asks the doors under /api/v1 as a program with an API key does. `raw` is sent as it stands. */
export function restClient(url: string, key: string | null): AskRest {
  return async (method, path, { body, raw, headers = {} } = {}) => {
    const sent = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await fetch(`${url}/api/v1${path}`, {
      method,
      redirect: "manual",
      headers: {
        ...(key !== null && { authorization: `Bearer ${key}` }),
        ...(sent !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(sent !== undefined && { body: sent }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.startsWith("application/json") && text !== "";
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  };
}
