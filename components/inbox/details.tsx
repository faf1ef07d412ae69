"use client";

import { useState } from "react";
import { columnsOf, isTable, wordsOf } from "#components/inbox/value-shape.ts";
import { Button } from "#components/ui/button.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import { isObject } from "#core/diff/same-json.ts";

const ROWS_AT_FIRST = 50;

/** What a gate shows besides its summary: objects as terms and values, lists of objects as tables, the rest as JSON. */
export function Details({ value, label = "Details" }: { value: unknown; label?: string }) {
  if (isTable(value)) return <DetailsTable rows={value} label={label} />;
  if (isObject(value))
    return (
      <dl className="grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-2">
        {Object.entries(value).map(([key, part]) => (
          <Entry key={key} name={key} value={part} />
        ))}
      </dl>
    );
  return <Leaf value={value} label={label} />;
}

function Entry({ name, value }: { name: string; value: unknown }) {
  const isWide = isTable(value) || isObject(value);
  return (
    <>
      <dt className={isWide ? "col-span-2 mt-2 font-medium" : "text-muted"}>{wordsOf(name)}</dt>
      <dd className={isWide ? "col-span-2 min-w-0" : "min-w-0"}>
        {isTable(value) ? (
          <DetailsTable rows={value} label={wordsOf(name)} />
        ) : (
          <Leaf value={value} label={wordsOf(name)} />
        )}
      </dd>
    </>
  );
}

function DetailsTable({ rows, label }: { rows: Record<string, unknown>[]; label: string }) {
  const [shown, setShown] = useState(ROWS_AT_FIRST);
  const columns = columnsOf(rows);
  return (
    <div className="flex flex-col items-start gap-2">
      <Table aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <Th key={column}>{wordsOf(column)}</Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, shown).map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of data have no other identity
            <tr key={index}>
              {columns.map((column) => (
                <Td key={column} className="min-w-20">
                  <Leaf value={row[column]} label={wordsOf(column)} />
                </Td>
              ))}
            </tr>
          ))}
        </tbody>
      </Table>
      {rows.length > shown && (
        <Button size="sm" onClick={() => setShown(rows.length)}>
          Show all {rows.length}
        </Button>
      )}
    </div>
  );
}

/** A value that is shown in its place. */
export function Leaf({ value, label }: { value: unknown; label: string }) {
  if (value === null || value === undefined || value === "") return <span className="text-faint">none</span>;
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return value.toLocaleString("en");
  if (typeof value === "string") return <span className="whitespace-pre-wrap break-words">{value}</span>;
  if (Array.isArray(value) && value.every((part) => typeof part === "string" || typeof part === "number"))
    return value.length === 0 ? (
      <span className="text-faint">none</span>
    ) : (
      <span className="break-words">{value.join(", ")}</span>
    );
  return <JsonView value={value} label={label} />;
}
