"use client";

import clsx from "clsx";
import { Fragment, type ReactNode } from "react";
import { Leaf } from "#components/inbox/details.tsx";
import { MarkNote, MarkToggle, useMarkable } from "#components/inbox/mark-toggle.tsx";
import type { Part } from "#components/inbox/markable-parts.ts";
import type { Place } from "#components/inbox/marks.ts";
import { columnsOf, wordsOf } from "#components/inbox/value-shape.ts";
import { Table, Td, Th } from "#components/ui/table.tsx";

const INDENTS = ["", "ml-4", "ml-8", "ml-12", "ml-16"];
const indentOf = (depth: number) => INDENTS[Math.min(depth, INDENTS.length - 1)];

export function MarkablePart({ part }: { part: Part }) {
  switch (part.kind) {
    case "heading":
      return (
        <Row place={part.place} depth={part.depth} className="mt-2 font-medium">
          {wordsOf(part.name)}
        </Row>
      );
    case "line":
      return (
        <Row place={part.place} depth={part.depth} toggle={part.number}>
          <span className="whitespace-pre-wrap break-words">{part.text || " "}</span>
        </Row>
      );
    case "field":
      return (
        <Row place={part.place} depth={part.depth}>
          <Named name={part.name}>
            <Leaf value={part.value} label={part.name === null ? "Details" : wordsOf(part.name)} />
          </Named>
        </Row>
      );
    case "table":
      return (
        <>
          {part.name !== null && (
            <Row place={part.place} depth={part.depth} className="mt-2 font-medium">
              {wordsOf(part.name)}
            </Row>
          )}
          <div className={clsx("px-2 py-1", indentOf(part.depth))}>
            <MarkableTable part={part} />
          </div>
        </>
      );
  }
}

const Named = ({ name, children }: { name: string | null; children: ReactNode }) =>
  name === null ? (
    children
  ) : (
    <span className="flex min-w-0 flex-wrap gap-x-4">
      <span className="w-28 shrink-0 text-muted">{wordsOf(name)}</span>
      <span className="min-w-0 flex-1 basis-40">{children}</span>
    </span>
  );

interface RowProps {
  place: Place;
  depth: number;
  toggle?: ReactNode;
  className?: string;
  children: ReactNode;
}

function Row({ place, depth, toggle, className, children }: RowProps) {
  const { className: look, onClick } = useMarkable(place);
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for the toggle in it */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the toggle in it has the keys */}
      <div onClick={onClick} className={clsx("flex items-start", indentOf(depth), look, className)}>
        <MarkToggle place={place}>{toggle}</MarkToggle>
        <div className="min-w-0 flex-1 py-0.5 pr-2 pointer-coarse:py-1.5">{children}</div>
      </div>
      <MarkNote place={place} className={indentOf(depth) ?? ""} />
    </>
  );
}

function MarkableTable({ part }: { part: Extract<Part, { kind: "table" }> }) {
  const columns = columnsOf(part.rows);
  return (
    <Table aria-label={part.name === null ? "Details" : wordsOf(part.name)}>
      <thead>
        <tr>
          <Th className="w-10 !px-1">
            <span className="sr-only">Mark</span>
          </Th>
          {columns.map((column) => (
            <Th key={column}>{wordsOf(column)}</Th>
          ))}
        </tr>
      </thead>
      <tbody>
        {part.rows.map((row, index) => {
          const path = part.place.path === "" ? String(index) : `${part.place.path}.${index}`;
          return <MarkableRow key={path} place={{ path }} number={index + 1} row={row} columns={columns} />;
        })}
      </tbody>
    </Table>
  );
}

interface MarkableRowProps {
  place: Place;
  number: number;
  row: Record<string, unknown>;
  columns: readonly string[];
}

function MarkableRow({ place, number, row, columns }: MarkableRowProps) {
  const { className, onClick, isMarked } = useMarkable(place);
  return (
    <Fragment>
      <tr onClick={onClick} className={clsx(className, isMarked && "[&>td]:border-b-0")}>
        <Td className="!px-1 !py-1.5 [&>button]:!h-6.5">
          <MarkToggle place={place}>{number}</MarkToggle>
        </Td>
        {columns.map((column) => (
          <Td key={column} className="min-w-20">
            <Leaf value={row[column]} label={wordsOf(column)} />
          </Td>
        ))}
      </tr>
      {isMarked && (
        <tr>
          <td colSpan={columns.length + 1} className="border-b p-0">
            <MarkNote place={place} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
