/** The whole of TypeScript's compiler, which its own package no longer has for browsers, without what ts-morph puts around it. */
declare module "@ts-morph/common/dist/typescript.js" {
  import type { ts } from "@ts-morph/common";

  const typescript: typeof ts;
  export default typescript;
}
