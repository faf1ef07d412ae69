/** What a procedure answered over HTTP. */
export interface Answered {
  status: number;
  message: string;
  field: string | undefined;
  /** The data of a success, or of the error. */
  data: unknown;
}

interface Envelope {
  result?: { data: { json: unknown } };
  error?: { json: { message: string; data: { field?: string } } };
}

/** Posts a body to a procedure as it stands; used where a client would not let it through. */
export async function postRaw(url: string, procedure: string, key: string, body: BodyInit): Promise<Answered> {
  const response = await fetch(`${url}/api/trpc/${procedure}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body,
  });
  return answered(response.status, (await response.json()) as Envelope);
}

/** Calls a mutation over HTTP as a program with an API key does. */
export const callDoor = (url: string, procedure: string, key: string, input: unknown): Promise<Answered> =>
  postRaw(url, procedure, key, JSON.stringify({ json: input }));

/** Asks a query over HTTP. */
export async function askDoor(url: string, procedure: string, key: string, input: unknown): Promise<Answered> {
  const query = encodeURIComponent(JSON.stringify({ json: input }));
  const response = await fetch(`${url}/api/trpc/${procedure}?input=${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return answered(response.status, (await response.json()) as Envelope);
}

function answered(status: number, { result, error }: Envelope): Answered {
  if (!error) return { status, message: "", field: undefined, data: result?.data.json };
  return { status, message: error.json.message, field: error.json.data.field, data: error.json.data };
}
