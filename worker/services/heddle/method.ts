import type { z } from "zod";
import { findUnstorable } from "#core/storable.ts";
import { type Caller, type ServiceCall, ServiceError } from "#worker/services/host-service.ts";

/** Which call it is. */
type Asked = Pick<ServiceCall, "id" | "idempotencyKey">;

/** One method of the service `heddle`: what it takes, and what it does with that. */
export type Method = (args: unknown, caller: Caller, asked: Asked) => Promise<unknown>;

/** A method whose argument, `{}` when there is none, is checked: what is wrong with it is `bad_input`, and names the field. */
export const method =
  <Input extends z.ZodType>(
    name: string,
    input: Input,
    work: (given: z.infer<Input>, caller: Caller, asked: Asked) => Promise<unknown>,
  ): Method =>
  async (args, caller, asked) => {
    const parsed = input.safeParse(args ?? {});
    if (!parsed.success) {
      const [problem] = parsed.error.issues;
      throw new ServiceError("bad_input", `${name}: ${problem?.path.join(".") || "args"}: ${problem?.message}`);
    }
    const unstorable = findUnstorable(parsed.data, name);
    if (unstorable) throw new ServiceError("bad_input", unstorable.message);
    return work(parsed.data, caller, asked);
  };
