import { PayloadView } from "#components/attempts/payload-view.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";
import type { Criterion } from "#core/verdict.ts";
import type { CheckedAttempt } from "#core/views.ts";

const TONES = { accepted: "success", rejected: "danger", uncertain: "warning" } as const;

export const VerdictBadge = ({ verdict }: { verdict: NonNullable<CheckedAttempt["verdict"]> }) => (
  <Badge tone={TONES[verdict]}>{verdict} by its check</Badge>
);

/** What the check said of an attempt, and what the attempt had made. */
export function AttemptVerdict({ attempt }: { attempt: CheckedAttempt }) {
  const { feedback, output, number } = attempt;
  return (
    <>
      {feedback && <p className="whitespace-pre-wrap break-words text-sm">{feedback.summary}</p>}
      {feedback?.criteria && feedback.criteria.length > 0 && (
        <Criteria criteria={feedback.criteria} label={`Criteria of attempt ${number}`} />
      )}
      {feedback?.guidance !== undefined && (
        <JsonView value={feedback.guidance} label={`Guidance after attempt ${number}`} />
      )}
      {output && (
        <details className="text-sm">
          <summary className="cursor-pointer text-muted">Output of attempt {number}</summary>
          <div className="mt-2">
            <PayloadView payload={output} label={`Output of attempt ${number}`} missing="It made nothing." />
          </div>
        </details>
      )}
    </>
  );
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const Criteria = ({ criteria, label }: { criteria: readonly Criterion[]; label: string }) => (
  <Table aria-label={label}>
    <thead>
      <tr>
        <Th>Criterion</Th>
        <Th>Expected</Th>
        <Th>Actual</Th>
        <Th>Passed</Th>
      </tr>
    </thead>
    <tbody>
      {criteria.map(({ name, expected, actual, passed }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a check may name a criterion twice
        <tr key={index}>
          <Td>{name}</Td>
          <Td className="break-words">{expected === undefined ? "" : textOf(expected)}</Td>
          <Td className="break-words">{actual === undefined ? "" : textOf(actual)}</Td>
          <Td>
            <Badge tone={passed ? "success" : "danger"}>{passed ? "yes" : "no"}</Badge>
          </Td>
        </tr>
      ))}
    </tbody>
  </Table>
);
