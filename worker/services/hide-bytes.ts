import { type Hider, replacing } from "#core/hidden-values.ts";

const asBytes = (text: string): string => Buffer.from(text).toString("latin1");

/** Takes hidden values out of a body as it came, whatever it is. */
export function hideBytes(hider: Hider, body: Uint8Array): Uint8Array {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (![...hider.forms.keys()].some((form) => bytes.includes(form))) return body;
  const forms = new Map([...hider.forms].map(([form, place]) => [asBytes(form), asBytes(place)]));
  return Buffer.from(replacing(forms)(bytes.toString("latin1")), "latin1");
}
