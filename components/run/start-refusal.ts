/** What the server refused about an input: at a field of it, or as a whole when `field` is null. */
export interface StartRefusal {
  field: string | null;
  message: string;
}

/** Turns the API's blame ("input.url", "input.url: must be …") into a path within the input and a sentence. */
export function startRefusal(field: string | null, message: string): StartRefusal {
  const sentence = field && message.startsWith(`${field}: `) ? message.slice(field.length + 2) : message;
  if (!field?.startsWith("input.")) return { field: null, message };
  return { field: field.slice("input.".length), message: capitalized(sentence) };
}

const capitalized = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
