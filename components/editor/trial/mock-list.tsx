import { X } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import type { Mock } from "#core/trial.ts";

/** Which calls a mock answers, in words. */
const callsOf = ({ service, method, nth }: Mock): string =>
  `${service}.${method}${nth ? `, call ${nth}` : ", each call"}`;

/** What is answered to calls instead of making them. */
export const MockList = ({
  mocks,
  onChange,
}: {
  mocks: readonly Mock[];
  onChange: (mocks: readonly Mock[]) => void;
}) => (
  <section aria-label="Mocks" className="flex min-w-0 flex-col gap-1">
    <h3 className="font-medium text-ink text-sm">Mocks</h3>
    <ul className="flex flex-col rounded-md border">
      {mocks.map((mock) => (
        <li key={callsOf(mock)} className="flex min-w-0 items-center gap-2 border-b py-1 pr-1 pl-3 last:border-b-0">
          <span className="shrink-0 font-mono text-xs">{callsOf(mock)}</span>
          <span className="min-w-0 flex-1 truncate font-mono text-muted text-xs">
            {mock.answer.ok
              ? JSON.stringify(mock.answer.value ?? null)
              : `throws ${mock.answer.code}: ${mock.answer.message}`}
          </span>
          <IconButton
            label={`Remove the mock of ${callsOf(mock)}`}
            size="sm"
            onClick={() => onChange(mocks.filter((other) => other !== mock))}
          >
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  </section>
);
