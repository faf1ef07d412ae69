/** Anything that stands at a method and a path with names in braces. */
export interface Place {
  method: string;
  path: string;
}

export interface Found<P extends Place> {
  place: P;
  /** What stands in the braces, by name. */
  params: Record<string, string>;
}

const isName = (segment: string): boolean => segment.startsWith("{");

/** What stands in the braces of a path when an address has its form; null when it has not. */
function paramsAt(path: string, segments: readonly string[]): Record<string, string> | null {
  const parts = path.split("/").slice(1);
  if (parts.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? "";
    if (isName(part) && segment !== "") params[part.slice(1, -1)] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

/** A path as text that sorts words before names. */
const rank = (path: string): string =>
  path
    .split("/")
    .map((part) => (isName(part) ? "1" : "0"))
    .join("");

/**
 * Finds what stands at an address, given as its decoded segments: the place for the method, where words win over names,
 * and the methods that the address has at all. No methods: nothing stands there.
 */
export function findPlace<P extends Place>(
  places: readonly P[],
  method: string,
  segments: readonly string[],
): { found: Found<P> | null; methods: string[] } {
  const fitting = places
    .flatMap((place) => {
      const params = paramsAt(place.path, segments);
      return params ? [{ place, params }] : [];
    })
    .sort((a, b) => rank(a.place.path).localeCompare(rank(b.place.path)));
  return {
    found: fitting.find(({ place }) => place.method === method) ?? null,
    methods: [...new Set(fitting.map(({ place }) => place.method))].sort(),
  };
}
