import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { ownImageSource } from "#worker/sandbox/image-source.ts";

/** A sandbox as an earlier version of Heddle may have had it; code in it can tell by `era`. */
export function olderImageSource(): ImageSource {
  const own = ownImageSource();
  const mark = 'define("global", globalThis);';
  if (!own.globals.includes(mark)) throw new Error("The globals of the sandbox have changed: mend this");
  return { ...own, globals: own.globals.replace(mark, `${mark} define("era", "older");`) };
}
