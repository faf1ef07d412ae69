import { createServer, type IncomingMessage, type Server } from "node:http";

// A render farm that converts nothing, but reports as a real one would: `node examples/video-convert/farm.ts`.

interface Job {
  video: string;
  frames: number;
  /** Where Heddle wants to hear of it. */
  reportTo: string;
}

const STEP_MS = 200;
/** A video takes about so many steps. */
const STEPS = 25;

async function tell(method: "PUT" | "PATCH", { reportTo }: Job, body: unknown): Promise<boolean> {
  const response = await fetch(reportTo, { method, body: JSON.stringify(body) });
  return response.ok;
}

/** Starts a farm on a port, 0 for any that is free. */
export function startFarm(port: number, stepMs = STEP_MS): Server {
  const running = new Map<string, NodeJS.Timeout>();

  function start(job: Job): void {
    let left = job.frames;
    const step = async () => {
      const done = Math.min(left, Math.ceil(job.frames / STEPS));
      left -= done;
      // Every hundredth frame is dropped. Heddle says when nobody waits for it any more.
      const dropped = Math.floor(done / 100);
      const goesOn = await tell("PUT", job, { newSuccess: done - dropped, newFailures: dropped }).catch(() => true);
      if (!goesOn || !running.has(job.reportTo)) return void running.delete(job.reportTo);
      if (left > 0) return void running.set(job.reportTo, setTimeout(step, stepMs));
      running.delete(job.reportTo);
      await tell("PATCH", job, { status: "success", output: { file: job.video.replace(/\.\w+$/, ".webm") } });
    };
    running.set(job.reportTo, setTimeout(step, stepMs));
  }

  return createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://farm");
    if (pathname === "/cancel") {
      const job = searchParams.get("job") ?? "";
      clearTimeout(running.get(job));
      running.delete(job);
      return response.end("{}");
    }
    const job = JSON.parse(await textOf(request)) as Job;
    const url = `http://${request.headers.host}/cancel?job=${encodeURIComponent(job.reportTo)}`;
    // Started again after a crash, it is the same job.
    if (!running.has(job.reportTo)) start(job);
    response.setHeader("content-type", "application/json").end(JSON.stringify({ cancel: { method: "POST", url } }));
  }).listen(port, "127.0.0.1");
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

if (import.meta.main) {
  startFarm(4100);
  console.log("The farm waits for videos at http://localhost:4100/start");
}
