/** Whether a text names an IANA time zone that this machine knows, such as `Europe/Berlin` or `UTC`. Bare offsets are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
