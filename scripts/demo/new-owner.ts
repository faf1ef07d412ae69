import { connect, type Heddle } from "#cli/connect.ts";
import { SCOPES } from "#core/scopes.ts";

export interface Owner {
  email: string;
  /** Acts as the person, by the session's cookie. */
  asPerson: Heddle;
  /** Acts as a program, by an API key of the role editor. */
  asProgram: Heddle;
  apiKey: string;
}

/** Makes the owner of a fresh Heddle over HTTP, as the first page does, and an API key for programs. */
export async function newOwner(url: string, email: string): Promise<Owner> {
  const response = await fetch(`${url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ name: email.split("@")[0], email, password: crypto.randomUUID() }),
  });
  if (!response.ok) throw new Error(`The owner cannot be created: ${response.status} ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const asPerson = connect(url, { cookie });
  const { secret } = await asPerson.keys.create.mutate({ name: "demo", role: "editor", scopes: [...SCOPES] });
  return { email, asPerson, asProgram: connect(url, { authorization: `Bearer ${secret}` }), apiKey: secret };
}
