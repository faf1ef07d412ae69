import { afterAll, expect, test } from "vitest";
import type { HostAnswer, KeptTask } from "#worker/sandbox/messages.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const pool = createSandboxPool({ threads: 1 });
const another = createSandboxPool({ threads: 1 });
afterAll(() => {
  pool.close();
  another.close();
});

const HOUR = 3_600_000;
const answered: HostAnswer[1] = JSON.stringify({ ok: true, value: "answered" });

/** Runs a task whose calls are answered and whose waits are over at once, each step in the other sandbox. */
async function played(source: string) {
  const calls: unknown[] = [];
  const waits: (number | null)[] = [];
  let kept: KeptTask | null = null;
  let answers: HostAnswer[] = [];
  for (let step = 0; ; step++) {
    const end = await (step % 2 === 0 ? pool : another).runLong({
      source,
      input: null,
      memoryMb: 32,
      cpuMs: 2_000,
      patienceMs: 0,
      kept,
      answers,
      notBefore: answers.length === 0 ? (kept?.wakeAt ?? 0) : 0,
      signal: AbortSignal.timeout(20_000),
      onLog: () => {},
    });
    if ("needsImage" in end) throw new Error("Both sandboxes have the same image");
    if (!("kept" in end)) return { output: end.ok ? end.output : end.failure, calls, waits };
    kept = end.kept;
    answers = kept.calls.map(({ id }) => [id, answered]);
    for (const { service, method, args } of kept.calls) calls.push([service, method, JSON.parse(args)]);
    if (kept.calls.length === 0) waits.push(kept.wakeAt);
  }
}

test("services.<name>.<method>(args) is a call of that service", async () => {
  const { output, calls } = await played(`export default async () => {
    const { crm } = services;
    const found = await crm.customers.find({ id: 7 });
    return [found, await services["mail-out"].send(), await services.x.name.length("a")];
  }`);
  expect(calls).toEqual([
    ["crm", "customers.find", { id: 7 }],
    ["mail-out", "send", null],
    ["x", "name.length", "a"],
  ]);
  expect(output).toEqual(["answered", "answered", "answered"]);
});

test("a method that is held across a wait calls the same service", async () => {
  const { output, calls } = await played(`export default async () => {
    const { find } = services.crm.customers;
    await sleep(10);
    return find({ id: 1 });
  }`);
  expect(calls).toEqual([["crm", "customers.find", { id: 1 }]]);
  expect(output).toBe("answered");
});

test("what a promise, JSON or text asks of services makes no call", async () => {
  const { output, calls } = await played(`export default async () => {
    const service = await services.crm;
    const method = await services.crm.find;
    await Promise.all([services, services.crm]);
    const codes = [];
    for (const wrong of [() => services.crm(), () => services.crm.find(1, 2), () => new services.crm.find(), () => services()])
      try { wrong() } catch (error) { codes.push(error.name) }
    return {
      text: [String(services), \`\${service}\`, method + "", service.toString()],
      json: JSON.stringify([services, service]),
      thenable: [typeof services.then, typeof service.then, typeof method.then],
      symbols: [service[Symbol.iterator], service[Symbol.toStringTag], services[Symbol.asyncIterator]].every((one) => one === undefined),
      keys: [Object.keys(services), Object.keys(service)],
      prototypes: [services.constructor, service.constructor, service.__proto__, service.prototype].every((one) => one === undefined),
      codes,
    };
  }`);
  expect(calls).toEqual([]);
  expect(output).toEqual({
    text: ["services", "services.crm", "services.crm.find", "services.crm"],
    json: "[{},null]",
    thenable: ["undefined", "undefined", "undefined"],
    symbols: true,
    keys: [[], []],
    prototypes: true,
    codes: Array(4).fill("TypeError"),
  });
});

test("nothing can be put into services, and prototypes that were changed do not change calls", async () => {
  const { output, calls } = await played(`export default async () => {
    Object.prototype.get = () => { throw new Error("mine") };
    Object.prototype.apply = () => "mine";
    Object.prototype.then = undefined;
    Object.prototype.find = () => "mine";
    Function.prototype.call = () => "mine";
    Proxy = function () { throw new Error("mine") };
    Promise.reject = () => "mine";
    let refused = 0;
    for (const change of [
      () => { services.crm = 1 },
      () => { services.crm.find = 1 },
      () => Object.defineProperty(services, "crm", { value: 1 }),
      () => Object.setPrototypeOf(services, { crm: 1 }),
    ]) try { change() } catch { refused++ }
    return [refused, await services.crm.find("a")];
  }`);
  expect(calls).toEqual([["crm", "find", "a"]]);
  expect(output).toEqual([4, "answered"]);
});

test("a name that no call can have is refused as callHost refuses it", async () => {
  const { output, calls } = await played(`export default async () => {
    const codes = [];
    for (const call of [() => services[""].find(), () => services.crm["x".repeat(201)]()])
      try { await call() } catch (error) { codes.push(error.message) }
    return codes;
  }`);
  expect(calls).toEqual([]);
  expect(output).toEqual([
    "callHost: the service is text of 1 to 200 characters",
    "callHost: the method is text of 1 to 200 characters",
  ]);
});

test("sleepUntil waits for a moment, written in three ways, outside of the sandbox", async () => {
  const { output, waits } = await played(`export default async () => {
    const at = Date.now() + ${HOUR};
    await services.time.sleepUntil(at);
    const late = [Date.now() >= at];
    await callHost("time", "sleepUntil", new Date(at + ${HOUR}));
    late.push(Date.now() >= at + ${HOUR});
    await services.time.sleepUntil(new Date(at + 2 * ${HOUR}).toISOString());
    return [...late, Date.now() >= at + 2 * ${HOUR}];
  }`);
  expect(output).toEqual([true, true, true]);
  expect(waits).toHaveLength(3);
  expect(Math.round(((waits[2] ?? 0) - (waits[0] ?? 0)) / HOUR)).toBe(2);
});

test("a moment beyond the reach of one timer is waited for by several", async () => {
  const { output, waits } = await played(`export default async () => {
    const at = Date.now() + 60 * 24 * ${HOUR};
    await services.time.sleepUntil(at);
    return Date.now() >= at;
  }`);
  expect(output).toBe(true);
  expect(waits).toHaveLength(3);
});

test("a moment that is past is no wait", async () => {
  const { output, waits } = await played(`export default async () => {
    await services.time.sleepUntil(Date.now());
    await services.time.sleepUntil("2020-01-01T00:00:00+02:00");
    return "awake";
  }`);
  expect(output).toBe("awake");
  expect(waits).toEqual([]);
});

test("what is no moment is bad_input, and time has no other method", async () => {
  const { output, waits } = await played(`export default async () => {
    const codes = [];
    for (const wrong of ["tomorrow", "2026-12-24", "2026-12-24T18:00:00", "2026-99-24T18:00:00Z", NaN, Infinity, 1e17, null, undefined, {}, true, new Date(NaN)])
      try { await services.time.sleepUntil(wrong) } catch (error) { codes.push(error.code) }
    try { await services.time.now() } catch (error) { codes.push(error.code) }
    return codes;
  }`);
  expect(output).toEqual([...Array(12).fill("bad_input"), "unknown_method"]);
  expect(waits).toEqual([]);
});
