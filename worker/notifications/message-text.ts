import {
  type NotificationSubject,
  notificationDetail,
  notificationPath,
  notificationTitle,
} from "#core/notification.ts";

/** A notification in words, for the ways in which it goes out. */
export interface MessageText {
  /** One line without control characters: it may stand in a header. */
  title: string;
  text: string;
  html: string;
}

/** Controls, line ends of all kinds, and what turns the direction of text. */
const STEERING = /[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]+/gu;
const MAX_LINE = 300;

const lineOf = (text: string): string => {
  const line = text.replaceAll(STEERING, " ").trim();
  return line.length > MAX_LINE ? `${line.slice(0, MAX_LINE - 1).toWellFormed()}…` : line;
};

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? "");

/** The words of a message. What came from people and runs is text in it, whatever it looks like. */
export function messageText(subject: NotificationSubject, publicUrl: string): MessageText {
  const title = lineOf(notificationTitle(subject));
  const detail = lineOf(notificationDetail(subject));
  const due = subject.dueAt === null ? [] : [`Due: ${subject.dueAt.slice(0, 16).replace("T", " ")} UTC`];
  const link = publicUrl + notificationPath(subject);
  const choice = `${publicUrl}/settings`;
  const lines = [detail, ...due];
  return {
    title,
    text: `${[title, ...lines].join("\n")}\n\n${link}\n\nWhat you are told by e-mail: ${choice}\n`,
    html: [
      "<!doctype html>",
      `<html lang="en"><body style="font-family: sans-serif">`,
      `<p><strong>${escaped(title)}</strong><br>${lines.map(escaped).join("<br>")}</p>`,
      `<p><a href="${escaped(link)}">Open in Heddle</a></p>`,
      `<p style="color: #666"><small><a href="${escaped(choice)}">What you are told by e-mail</a></small></p>`,
      "</body></html>",
    ].join("\n"),
  };
}

const SLACK_ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** The body of a webhook in the manner of Slack, where nothing of it is markup, and nobody is called. */
export function slackBody(subject: NotificationSubject, publicUrl: string): string {
  const { title } = messageText(subject, publicUrl);
  const plain = (text: string) => text.replaceAll(/[&<>]/g, (character) => SLACK_ENTITIES[character] ?? "");
  const lines = [title, lineOf(notificationDetail(subject))].map(plain);
  return JSON.stringify({ text: [...lines, publicUrl + notificationPath(subject)].join("\n"), mrkdwn: false });
}
