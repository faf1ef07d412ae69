import { expect, test } from "vitest";
import { isAllowedAddress, isAllowedHost } from "#server/http/address-rules.ts";

const NOTHING = { hosts: [], cidrs: [] };

test.each([
  "0.0.0.0",
  "0.1.2.3",
  "10.0.0.1",
  "100.64.0.1",
  "100.127.255.254",
  "127.0.0.1",
  "127.255.255.254",
  "169.254.169.254",
  "172.16.0.1",
  "172.31.255.255",
  "192.0.0.8",
  "192.0.2.1",
  "192.88.99.1",
  "192.168.1.1",
  "198.18.0.1",
  "198.19.255.255",
  "198.51.100.1",
  "203.0.113.1",
  "224.0.0.1",
  "239.255.255.255",
  "240.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::7f00:1",
  "::ffff:127.0.0.1",
  "::ffff:169.254.169.254",
  "::ffff:a9fe:a9fe",
  "64:ff9b::7f00:1",
  "64:ff9b::169.254.169.254",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2001:10::1",
  "2002:7f00:1::",
  "2002:a9fe:a9fe::1",
  "3fff::1",
  "fc00::1",
  "fd12:3456::1",
  "fe80::1",
  "febf::1",
  "fec0::1",
  "feff::1",
  "ff02::1",
  "ff0e::1",
  "not an address",
  "",
  "1.2.3",
])("%s is refused", (address) => {
  expect(isAllowedAddress(address, NOTHING)).toBe(false);
});

test.each([
  "1.1.1.1",
  "8.8.8.8",
  "93.184.216.34",
  "172.32.0.1",
  "100.128.0.1",
  "198.20.0.1",
  "2606:4700::1111",
  "2a00:1450::1",
  "::ffff:8.8.8.8",
])("%s is public", (address) => {
  expect(isAllowedAddress(address, NOTHING)).toBe(true);
});

test("an operator allows networks, also for mapped addresses", () => {
  const rules = { hosts: [], cidrs: ["10.1.0.0/16", "fd00::/8"] };
  expect(isAllowedAddress("10.1.2.3", rules)).toBe(true);
  expect(isAllowedAddress("::ffff:10.1.2.3", rules)).toBe(true);
  expect(isAllowedAddress("fd00::1", rules)).toBe(true);
  expect(isAllowedAddress("10.2.0.1", rules)).toBe(false);
});

test("an operator allows hosts by name, or by everything beneath one", () => {
  const rules = { hosts: ["db.internal", ".corp.example"], cidrs: [] };
  for (const host of ["db.internal", "DB.internal.", "a.corp.example", "a.b.corp.example"])
    expect(isAllowedHost(host, rules)).toBe(true);
  for (const host of ["xdb.internal", "db.internal.evil.example", "corp.example.evil", "xcorp.example", "corp.example"])
    expect(isAllowedHost(host, rules)).toBe(false);
});
