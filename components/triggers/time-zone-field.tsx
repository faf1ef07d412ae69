"use client";

import { Combobox } from "#components/ui/combobox.tsx";
import { Field } from "#components/ui/field.tsx";
import { isTimeZone } from "#core/time-zone.ts";

/** Browsers list some zones under their old names only. */
const NEW_NAMES = [
  "America/Nuuk",
  "Asia/Ho_Chi_Minh",
  "Asia/Kathmandu",
  "Asia/Kolkata",
  "Asia/Yangon",
  "Atlantic/Faroe",
  "Europe/Kyiv",
  "Pacific/Chuuk",
  "Pacific/Kanton",
  "Pacific/Pohnpei",
];

const zones = (): string[] => [
  "UTC",
  ...[...new Set([...Intl.supportedValuesOf("timeZone"), ...NEW_NAMES.filter(isTimeZone)])]
    .filter((zone) => zone !== "UTC")
    .sort(),
];

/** How far a zone is from UTC today: "GMT+1". */
const offsetOf = (zone: string): string =>
  new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" })
    .formatToParts(new Date())
    .find(({ type }) => type === "timeZoneName")?.value ?? "";

interface TimeZoneFieldProps {
  value: string;
  onChange: (zone: string) => void;
  error: string | null;
}

/** Any IANA time zone, found by a part of its name. */
export const TimeZoneField = ({ value, onChange, error }: TimeZoneFieldProps) => (
  <Field
    label="Time zone"
    hint={isTimeZone(value) ? `${offsetOf(value)} today. Type a city to find another.` : undefined}
    error={error}
  >
    {(control) => <Combobox {...control} value={value} onChange={onChange} options={zones()} detailOf={offsetOf} />}
  </Field>
);
