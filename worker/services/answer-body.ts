import type { Hider } from "#core/hidden-values.ts";

/** The body of an answer as code gets it: JSON where it says so, else text; nothing hidden stands in it. */
export function answerBody(body: Uint8Array, mediaType: string, hider: Hider): unknown {
  const text = Buffer.from(body).toString("utf8");
  if (!/^application\/([\w.+-]+\+)?json\b/i.test(mediaType)) return hider.text(text);
  try {
    return hider.json(JSON.parse(text));
  } catch {
    return hider.text(text);
  }
}
