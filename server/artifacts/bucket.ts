import { setTimeout as pause } from "node:timers/promises";
import { AwsClient } from "aws4fetch";

export interface BucketSettings {
  /** Of the bucket, with its name: `https://s3.eu-central-1.amazonaws.com/my-bucket`. */
  url: string;
  region: string;
  keyId: string;
  secret: string;
}

/** Objects by their keys, in a bucket that speaks S3. What it refuses is thrown with its status and what it says. */
export interface Bucket {
  put(key: string, content: Uint8Array<ArrayBuffer> | Blob): Promise<void>;
  /** Null when it is not there. */
  get(key: string): Promise<Response | null>;
  /** Its size in bytes, and when it was put; null when it is not there. */
  look(key: string): Promise<{ size: number; putAt: Date } | null>;
  /** Removes it, if it is there. What does not pass within some seconds is given up after so many attempts. */
  remove(key: string, attempts?: number): Promise<void>;
}

const ATTEMPTS = 4;
const FIRST_PAUSE_MS = 100;
/** For what carries no content. */
const PATIENCE_MS = 10_000;

export function openBucket({ url, region, keyId, secret }: BucketSettings): Bucket {
  // Asked again below, as a broken connection is asked again too.
  const client = new AwsClient({ accessKeyId: keyId, secretAccessKey: secret, region, service: "s3", retries: 0 });

  async function once(method: string, key: string, body?: BodyInit): Promise<Response | Error> {
    try {
      const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
      const response = await client.fetch(`${url}/${key}`, {
        method,
        headers,
        ...(body !== undefined && { body }),
        ...((method === "HEAD" || method === "DELETE") && { signal: AbortSignal.timeout(PATIENCE_MS) }),
      });
      if (response.status < 500 && response.status !== 429) return response;
      return new Error(`The bucket answers ${response.status}: ${await toldBy(response)}`);
    } catch (error) {
      return new Error(`The bucket cannot be reached: ${String(error)}`, { cause: error });
    }
  }

  /** Null when there is no such object. What may pass is asked again, up to four times within a second. */
  async function ask(method: string, key: string, body?: BodyInit, attempts = ATTEMPTS): Promise<Response | null> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await once(method, key, body);
      if (answer instanceof Error) {
        if (attempt === attempts) throw answer;
        await pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      } else if (answer.ok) return answer;
      else if (answer.status === 404 && method !== "PUT") {
        await answer.body?.cancel();
        return null;
      } else throw new Error(`The bucket answers ${answer.status}: ${await toldBy(answer)}`);
    }
  }

  return {
    async put(key, content) {
      await (await ask("PUT", key, content))?.body?.cancel();
    },
    get: (key) => ask("GET", key),
    async look(key) {
      const found = await ask("HEAD", key);
      if (!found) return null;
      const { headers } = found;
      return {
        size: Number(headers.get("content-length") ?? 0),
        putAt: new Date(headers.get("last-modified") ?? Number.NaN),
      };
    },
    async remove(key, attempts) {
      await (await ask("DELETE", key, undefined, attempts))?.body?.cancel();
    },
  };
}

/** The first of what an answer says, for the log. */
const toldBy = async (response: Response): Promise<string> => (await response.text().catch(() => "")).slice(0, 300);
