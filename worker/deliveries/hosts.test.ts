import { expect, test } from "vitest";
import { Hosts } from "#worker/deliveries/hosts.ts";

const POLICY = { threshold: 2, openMs: 1_000, perHost: 2 };

function failing(hosts: Hosts, host: string, now: number) {
  hosts.take(host, now);
  return hosts.done(host, true, now);
}

test("a host is taken as often as its limit allows, and given back", () => {
  const hosts = new Hosts(POLICY);
  expect([hosts.take("a", 0), hosts.take("a", 0), hosts.take("a", 0), hosts.take("b", 0)]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(hosts.limits(0)).toEqual(
    new Map([
      ["a", 0],
      ["b", 1],
    ]),
  );
  hosts.done("a", false, 0);
  expect(hosts.take("a", 0)).toBe(true);
});

test("a host that fails is closed off, tried by one, and opened by its success", () => {
  const hosts = new Hosts(POLICY);
  expect([failing(hosts, "a", 0), failing(hosts, "a", 0)]).toEqual([null, "opened"]);
  expect([hosts.take("a", 999), hosts.nextTryInMs(400)]).toEqual([false, 600]);
  expect([hosts.take("a", 1_000), hosts.take("a", 1_000)]).toEqual([true, false]);
  expect(hosts.done("a", false, 1_100)).toBe("closed");
  expect(hosts.limits(1_100).size).toBe(0);
});

test("once its time has come a closed host asks for no more looks: it may have nothing to send", () => {
  const hosts = new Hosts(POLICY);
  failing(hosts, "a", 0);
  failing(hosts, "a", 0);
  expect(hosts.nextTryInMs(1_000)).toBeNull();
  expect(hosts.limits(1_000)).toEqual(new Map([["a", 1]]));
});

test("an attempt that says nothing of its host leaves it as it is", () => {
  const hosts = new Hosts(POLICY);
  failing(hosts, "a", 0);
  hosts.take("a", 0);
  hosts.done("a", null, 0);
  expect(failing(hosts, "a", 0)).toBe("opened");
});

test("of any number of hosts that failed only the latest are known", () => {
  const hosts = new Hosts(POLICY);
  for (let index = 0; index < 1_500; index++) failing(hosts, `host-${index}`, 0);
  expect(hosts.limits(0).size).toBe(1_000);
  expect(hosts.limits(0).has("host-1499")).toBe(true);
});
