/**
 * What code finds in the sandbox besides the language, as TypeScript declarations for its authors. A test holds it against
 * the sandbox, in both directions.
 */
export const GUEST_GLOBALS = `
/** Waits. What waits for more than two seconds is suspended, and goes on in any worker. */
declare function sleep(ms: number): Promise<void>;
declare function setTimeout(callback: (...values: any[]) => void, ms?: number, ...values: any[]): number;
declare function setInterval(callback: (...values: any[]) => void, ms?: number, ...values: any[]): number;
declare function clearTimeout(id: number | undefined): void;
declare function clearInterval(id: number | undefined): void;
declare function queueMicrotask(callback: () => void): void;

interface ArtifactReference {
  readonly $artifact: { readonly name: string; readonly mediaType: string };
}
/** Stores text or bytes as an artifact of the run; what it answers goes into the output. */
declare function artifact(name: string, content: string | ArrayBuffer | ArrayBufferView, mediaType?: string): ArtifactReference;

interface Console {
  debug(...values: unknown[]): void;
  trace(...values: unknown[]): void;
  log(...values: unknown[]): void;
  info(...values: unknown[]): void;
  table(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
}
/** Writes to the log of the task. */
declare const console: Console;

declare const crypto: {
  randomUUID(): string;
  getRandomValues<Numbers extends ArrayBufferView>(array: Numbers): Numbers;
};
declare class TextEncoder {
  readonly encoding: string;
  encode(value?: string): Uint8Array;
}
declare class TextDecoder {
  readonly encoding: string;
  decode(input?: ArrayBuffer | ArrayBufferView): string;
}
declare function structuredClone<Value>(value: Value): Value;
declare function atob(text: string): string;
declare function btoa(text: string): string;
declare const performance: { now(): number; readonly timeOrigin: number };
declare class DOMException extends Error {
  constructor(message?: string, name?: string);
  readonly code: number;
}
declare const global: typeof globalThis;
/** Another name for callHost. */
declare const __callHostTool__: typeof callHost;
`;
