"use client";

import { type FormEvent, useState } from "react";
import { readTyped } from "#components/editor/trial/pinned-text.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import type { Mock, TrialCall } from "#core/trial.ts";

interface MockFormProps {
  call: TrialCall;
  onMock: (mock: Mock) => void;
}

/** Says what a call is answered with next time, instead of making it. It begins with what came of it now. */
export function MockForm({ call, onMock }: MockFormProps) {
  const [isOpen, setIsOpen] = useState(false);
  if (!isOpen)
    return (
      <Button size="sm" className="self-start" onClick={() => setIsOpen(true)}>
        Answer with this instead…
      </Button>
    );
  return (
    <Opened
      call={call}
      onClose={() => setIsOpen(false)}
      onMock={(mock) => {
        setIsOpen(false);
        onMock(mock);
      }}
    />
  );
}

function Opened({ call, onMock, onClose }: MockFormProps & { onClose: () => void }) {
  const { service, method, nth } = call;
  const [fails, setFails] = useState(call.error !== null);
  const [isForEach, setIsForEach] = useState(false);
  const [text, setText] = useState(prettied(call.value));
  const [code, setCode] = useState(call.error?.code ?? "");
  const [message, setMessage] = useState(call.error?.message ?? "");
  const typed = readTyped(text);
  const mistake = !fails && "mistake" in typed ? typed.mistake : null;

  function submit(event: FormEvent) {
    event.preventDefault();
    const calls = { service, method, ...(!isForEach && { nth }) };
    if (fails) onMock({ ...calls, answer: { ok: false, code, message } });
    else if ("value" in typed) onMock({ ...calls, answer: { ok: true, value: typed.value } });
  }

  return (
    <form onSubmit={submit} className="flex flex-col gap-3 rounded-md border bg-surface p-3">
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Answers">
          {(tied) => (
            <Select
              {...tied}
              value={isForEach ? "each" : "one"}
              onChange={({ target }) => setIsForEach(target.value === "each")}
            >
              <option value="one">
                call {nth} of {service}.{method}
              </option>
              <option value="each">
                each call of {service}.{method}
              </option>
            </Select>
          )}
        </Field>
        <Field label="With">
          {(tied) => (
            <Select
              {...tied}
              value={fails ? "error" : "value"}
              onChange={({ target }) => setFails(target.value === "error")}
            >
              <option value="value">a value</option>
              <option value="error">an error</option>
            </Select>
          )}
        </Field>
      </div>
      {fails ? (
        <div className="grid gap-3 sm:grid-cols-2">
          <Field label="Code" required>
            {(tied) => (
              <Input {...tied} required maxLength={200} value={code} onChange={({ target }) => setCode(target.value)} />
            )}
          </Field>
          <Field label="Message">
            {(tied) => (
              <Input {...tied} maxLength={2000} value={message} onChange={({ target }) => setMessage(target.value)} />
            )}
          </Field>
        </div>
      ) : (
        <Field label="Value as JSON" error={mistake}>
          {(tied) => (
            <Textarea
              {...tied}
              rows={6}
              spellCheck={false}
              className="font-mono !text-xs"
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex gap-2">
        <Button type="submit" look="primary" size="sm" disabled={mistake !== null}>
          Use this answer
        </Button>
        <Button size="sm" look="ghost" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** To be changed by hand; what was cut is no beginning. */
function prettied(value: string | null): string {
  const read = readTyped(value ?? "");
  return "value" in read ? JSON.stringify(read.value, null, 2) : "null";
}
