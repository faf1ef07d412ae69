import { expect, test } from "vitest";
import { cronWords } from "#components/triggers/cron-words.ts";

test.each([
  ["* * * * *", "every minute"],
  ["*/15 * * * *", "every 15 minutes"],
  ["*/5 9-17 * * 1-5", "on Monday to Friday, every 5 minutes from 09:00 to 17:59"],
  ["0 * * * *", "every hour, at :00"],
  ["5,35 8-18 * * *", "every hour from 08:00 to 18:59, at :05 and :35"],
  ["30 */6 * * *", "every 6 hours, at :30"],
  ["0 9 * * *", "every day at 09:00"],
  ["0 9,17 * * MON-FRI", "on Monday to Friday at 09:00 and 17:00"],
  ["15 2 * * 0,3", "on Sunday and Wednesday at 02:15"],
  ["0 0 1,15 * *", "on day 1 and 15 of the month at 00:00"],
  ["0 0 L * *", "on the last day of the month at 00:00"],
  ["0 0 13 * 5", "on day 13 of the month, and on Friday at 00:00"],
  ["0 12 1 1,JUL *", "on day 1 of the month at 12:00, in January and July"],
  ["@daily", "every day at 00:00"],
  ["@weekly", "on Sunday at 00:00"],
])("%s means %s", (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});

test.each(["", "1 2 3", "0 9 * * 5#2", "0 0 1W * *", "1-59/2 * * * *", "0 0 * 13 *", "0 0-6/2 * * *"])(
  "%j is not put into words",
  (cron) => {
    expect(cronWords(cron)).toBeNull();
  },
);
