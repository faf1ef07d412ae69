import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Auth } from "#server/auth/auth.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "#server/auth/password-length.ts";
import type { Prisma } from "#server/db.ts";

export const NewPerson = z.object({
  name: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(100)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters"),
  email: z
    .email("is not an e-mail address")
    .max(254)
    .transform((email) => email.toLowerCase()),
  password: z
    .string()
    .min(MIN_PASSWORD_LENGTH, `must have at least ${MIN_PASSWORD_LENGTH} characters`)
    .max(MAX_PASSWORD_LENGTH, `must have at most ${MAX_PASSWORD_LENGTH} characters`),
});
export type NewPerson = z.infer<typeof NewPerson>;

/** The hash that better-auth checks at sign-in. Slow by intent: call it outside a transaction. */
export const hashPassword = async (auth: Auth, password: string): Promise<string> =>
  (await auth.$context).password.hash(password);

/** Writes a person who signs in by password. */
export async function insertPerson(
  tx: Pick<Prisma, "user">,
  { id, name, email }: Pick<NewPerson, "name" | "email"> & { id: string },
  passwordHash: string,
): Promise<void> {
  const account = { id: randomUUID(), accountId: id, providerId: "credential", password: passwordHash };
  await tx.user.create({ data: { id, name, email, accounts: { create: account } } });
}
