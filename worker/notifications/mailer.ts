import { createTransport } from "nodemailer";
import { type Answer, shown } from "#worker/deliveries/send.ts";

/** An e-mail to one person. */
export interface Mail {
  /** An address, and nothing but that. */
  to: string;
  subject: string;
  text: string;
  html: string;
  /** The same whenever it is sent again, so that a repeat is recognised. */
  messageId: string;
}

export interface MailSettings {
  /** `smtp://` or `smtps://`, with user and password. */
  url: string;
  /** Whom it comes from, e.g. `Heddle <heddle@example.org>`. */
  from: string;
  timeoutMs: number;
}

export interface Mailer {
  /** Under which name its failures are counted. */
  host: string;
  /** Hands an e-mail to the server, once. Never throws for what the server, or the network, does. */
  send(mail: Mail): Promise<Answer>;
}

/** What a server answers that has taken an e-mail. */
const TAKEN = 250;
/** A mailbox that is not there, a message that is refused: saying it again does not help. */
const isRefusal = (code: number | undefined): boolean => code !== undefined && code >= 500 && code < 600;
/** A refused sign-in is the operator's to mend, and then everything waits to be sent. */
const SIGN_IN = "EAUTH";

/** Sends e-mail by the server at an SMTP address. */
export function createMailer({ url, from, timeoutMs }: MailSettings): Mailer {
  const transport = createTransport({
    url,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    host: new URL(url).host,
    async send({ to, messageId, ...content }) {
      try {
        const { response } = await transport.sendMail({
          ...content,
          from,
          to: { name: "", address: to },
          messageId,
          headers: { "auto-submitted": "auto-generated" },
        });
        return { sent: { status: TAKEN, retryAfterMs: null }, status: TAKEN, text: shown(response) };
      } catch (error) {
        const { code, responseCode, message } = error as Error & { code?: string; responseCode?: number };
        const retryable = code === SIGN_IN || !isRefusal(responseCode);
        return { sent: { failure: { code: "mail_not_taken", message, retryable } }, status: null, text: null };
      }
    },
  };
}
