/** In the order in which they are looked for: most name others that they are like. */
const BROWSERS = [
  [/\bEdg\//, "Edge"],
  [/\bOPR\//, "Opera"],
  [/\bFirefox\//, "Firefox"],
  [/\b(Headless)?Chrome\//, "Chrome"],
  [/\bSafari\//, "Safari"],
] as const;
const SYSTEMS = [
  [/Android/, "Android"],
  [/iPhone|iPad/, "iOS"],
  [/Windows/, "Windows"],
  [/Mac OS X/, "macOS"],
  [/Linux/, "Linux"],
] as const;

const MAX_LENGTH = 60;

/** A User-Agent as people say it: "Firefox on Linux"; its beginning when it is no browser that is known. */
export function browserWords(agent: string | null): string {
  if (!agent) return "Unknown program";
  const browser = nameIn(agent, BROWSERS);
  const system = nameIn(agent, SYSTEMS);
  if (!browser) return agent.slice(0, MAX_LENGTH);
  return system ? `${browser} on ${system}` : browser;
}

const nameIn = (agent: string, known: readonly (readonly [RegExp, string])[]) =>
  known.find(([pattern]) => pattern.test(agent))?.[1];
