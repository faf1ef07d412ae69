import { SMTPServer } from "smtp-server";

/** An e-mail as it came in. */
export interface Received {
  to: string[];
  /** By their lower-case names, unfolded. */
  headers: Record<string, string>;
  /** All that stands between the headers and the end, decoded. */
  content: string;
}

/** A reason not to take an e-mail, or to be asked later, by its SMTP code. */
export class Refusal extends Error {
  readonly responseCode: number;
  constructor(responseCode: number) {
    super("Not now, or never");
    this.responseCode = responseCode;
  }
}

/** A server on this machine that takes e-mail; each gets the next of the refusals, if there is one. */
export async function mailServer(refusals: Refusal[] = []) {
  const received: Received[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        received.push(
          read(
            Buffer.concat(chunks).toString(),
            session.envelope.rcptTo.map(({ address }) => address),
          ),
        );
        done(refusals.shift() ?? null);
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.server.address();
  const port = typeof address === "object" ? address?.port : "";
  return {
    received,
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  };
}

function read(raw: string, to: string[]): Received {
  const end = raw.indexOf("\r\n\r\n");
  const lines = raw
    .slice(0, end)
    .replaceAll(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())];
  });
  return { to, headers: Object.fromEntries(headers), content: decoded(raw.slice(end)) };
}

/** A header with its encoded words read. */
const words = (text: string): string =>
  text
    .replaceAll(/\?= +=\?/g, "?==?")
    .replaceAll(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, word: string) => decoded(word.replaceAll("_", " ")));

/** Quoted-printable, as text that is not plain is sent. */
const decoded = (text: string): string => {
  const bytes = text
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString();
};
