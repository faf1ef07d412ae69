/** A request to a door, as it should not be written or asked. */
export interface Asked {
  method: string;
  path: string;
  contentType?: string;
}

interface Doors {
  paths: Record<string, Record<string, { security?: unknown[] }>>;
}

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
const FORMS = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"];
const ROOT = "/api/v1";

/** The same address written in other ways. */
const waysToWrite = (path: string): string[] => [
  path,
  `/${ROOT}${path.slice(ROOT.length)}`,
  path.replace("/api/", "/api//"),
  path.replace(`${ROOT}/`, `${ROOT}//`),
  `${path}/`,
  `${path}%2f`,
  `${path}.json`,
  `${path}?format=csv`,
  `${path}%00`,
  path.replace(`${ROOT}/`, `${ROOT}/x%2f..%2f`),
  path.replace(/\/v1\/(.)/, (_, letter: string) => `/v1/%${letter.charCodeAt(0).toString(16)}`),
];

/** Every door of the document that is not for everybody, by each method and in each way that it could be written and asked. */
export const waysRound = ({ paths }: Doors): Asked[] =>
  Object.entries(paths).flatMap(([template, operations]) => {
    const path = ROOT + template.replace(/\{\w+\}/g, "1");
    const guarded = Object.entries(operations).flatMap(([method, { security }]) =>
      security === undefined ? [method.toUpperCase()] : [],
    );
    if (guarded.length === 0) return [];
    return [
      ...METHODS.map((method) => ({ method, path })),
      ...guarded.flatMap((method) => waysToWrite(path).map((written) => ({ method, path: written }))),
      ...guarded
        .filter((method) => method !== "GET")
        .flatMap((method) => FORMS.map((contentType) => ({ method, path, contentType }))),
    ];
  });

/** Asks each with these headers, some at a time. Returns those that were answered with more than a refusal, as text. */
export async function openedBy(
  url: string,
  asked: readonly Asked[],
  headers: Record<string, string>,
): Promise<string[]> {
  const opened: string[] = [];
  const waiting = [...asked];
  const askOn = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { method, path, contentType = "application/json" } = next;
      const hasBody = !["GET", "HEAD"].includes(method);
      const response = await fetch(url + path, {
        method,
        headers: { ...headers, ...(hasBody && { "content-type": contentType }) },
        ...(hasBody && { body: "{}" }),
      });
      await response.body?.cancel();
      if (response.status < 400 || response.status >= 500) opened.push(`${method} ${path} ${response.status}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, askOn));
  return opened;
}
