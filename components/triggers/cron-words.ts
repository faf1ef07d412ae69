const NICKNAMES: Record<string, string> = {
  "@hourly": "0 * * * *",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@weekly": "0 0 * * 0",
  "@monthly": "0 0 1 * *",
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
};
const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS = "January February March April May June July August September October November December".split(" ");

const two = (value: number) => String(value).padStart(2, "0");
const joined = (words: string[]) =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
const every = (count: number, unit: string) => (count === 1 ? `every ${unit}` : `every ${count} ${unit}s`);

/** A list of plain numbers, else null. */
function numbersIn(field: string): number[] | null {
  const numbers = field.split(",").map((part) => (/^\d{1,2}$/.test(part) ? Number(part) : Number.NaN));
  return numbers.some(Number.isNaN) ? null : numbers;
}

const stepOf = (field: string): number | null => {
  const [, step] = /^\*\/(\d{1,2})$/.exec(field) ?? [];
  return step === undefined ? null : Number(step);
};

/** "Monday to Friday", "January and March": names by number, three letters or range; null for anything else. */
function namesIn(field: string, names: readonly string[], first: number): string | null {
  const nameOf = (text: string): string | null => {
    const short = names.find((name) => name.slice(0, 3).toLowerCase() === text.toLowerCase());
    return short ?? (/^\d{1,2}$/.test(text) ? (names[Number(text) - first] ?? null) : null);
  };
  const parts = field.split(",").map((part) => {
    const ends = part.split("-").map(nameOf);
    return ends.includes(null) || ends.length > 2 ? null : ends.join(" to ");
  });
  return parts.includes(null) ? null : joined(parts as string[]);
}

function timesOf(minute: string, hour: string): { words: string; isFixed: boolean } | null {
  const [minutes, hours, minuteStep, hourStep] = [numbersIn(minute), numbersIn(hour), stepOf(minute), stepOf(hour)];
  const [, from, to] = /^(\d{1,2})-(\d{1,2})$/.exec(hour) ?? [];
  const frequency = minute === "*" ? "every minute" : minuteStep === null ? null : every(minuteStep, "minute");
  if (frequency && hour === "*") return { words: frequency, isFixed: false };
  if (frequency && from && to)
    return { words: `${frequency} from ${two(Number(from))}:00 to ${two(Number(to))}:59`, isFixed: false };
  if (!minutes) return null;
  const past = `at ${joined(minutes.map((each) => `:${two(each)}`))}`;
  if (hour === "*") return { words: `every hour, ${past}`, isFixed: false };
  if (hourStep !== null) return { words: `${every(hourStep, "hour")}, ${past}`, isFixed: false };
  if (from && to)
    return { words: `every hour from ${two(Number(from))}:00 to ${two(Number(to))}:59, ${past}`, isFixed: false };
  if (!hours) return null;
  const times = hours.flatMap((each) => minutes.map((minuteOf) => `${two(each)}:${two(minuteOf)}`));
  return { words: `at ${joined(times)}`, isFixed: true };
}

function daysOf(day: string, weekday: string): string | null {
  const numbers = numbersIn(day);
  const ofMonth =
    day === "*"
      ? ""
      : day === "L"
        ? "on the last day of the month"
        : numbers && `on day ${joined(numbers.map(String))} of the month`;
  const names = weekday === "*" ? "" : namesIn(weekday, DAYS, 0);
  if (ofMonth === null || names === null) return null;
  const ofWeek = names && `on ${names}`;
  return ofMonth && ofWeek ? `${ofMonth}, and ${ofWeek}` : ofMonth || ofWeek;
}

/** What a cron expression means, in plain words: "every day at 09:00". Null for one that would need too many of them. */
export function cronWords(expression: string): string | null {
  const trimmed = expression.trim();
  const fields = (NICKNAMES[trimmed.toLowerCase()] ?? trimmed).split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || !minute || !hour || !day || !month || !weekday) return null;
  const times = timesOf(minute, hour);
  const days = daysOf(day, weekday);
  const months = month === "*" ? "" : namesIn(month, MONTHS, 1);
  if (!times || days === null || months === null) return null;
  const words = [days || (times.isFixed ? "every day" : ""), times.words]
    .filter(Boolean)
    .join(", ")
    .replace(/, at (?=\d)/, " at ");
  return months ? `${words}, in ${months}` : words;
}
