"use client";

import Link from "next/link";
import { Badge } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import type { HookCallView } from "#core/views.ts";

const FIRST_REFUSAL = 400;

/** The last calls of a webhook: when, what was answered, and the run. */
export const CallTable = ({ calls }: { calls: readonly HookCallView[] }) => (
  <Table aria-label="Calls">
    <thead>
      <tr>
        <Th>When</Th>
        <Th>Answer</Th>
        <Th>Run</Th>
      </tr>
    </thead>
    <tbody>
      {calls.map(({ id, at, status, message, runId }) => (
        <tr key={id}>
          <Td className="whitespace-nowrap">
            <RelativeTime at={at} />
          </Td>
          <Td>
            <Badge tone={status < FIRST_REFUSAL ? "success" : "danger"}>{status}</Badge>{" "}
            <span className="text-muted">{message}</span>
          </Td>
          <Td>
            {runId === null ? (
              <span className="text-muted">none</span>
            ) : (
              <Link href={`/runs/${runId}`} className="underline underline-offset-2">
                run {runId}
              </Link>
            )}
          </Td>
        </tr>
      ))}
    </tbody>
  </Table>
);
