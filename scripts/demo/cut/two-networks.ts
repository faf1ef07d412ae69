import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Server } from "node:net";

/** This machine, as both networks see it. */
const HERE = "10.213.0.1";
const NAMES = ["a", "b"] as const;
export type NetworkName = (typeof NAMES)[number];

export interface TwoNetworks {
  host: string;
  /** What runs a command in a network: the program, and what stands before the command. */
  within(name: NetworkName): [program: string, ...before: string[]];
  /** Takes the link of a network down: what is sent gets lost, and nobody is told. */
  cut(name: NetworkName): void;
  heal(name: NetworkName): void;
  /** Lets both networks reach a port that is open on this machine alone. Returns the one that they see. */
  open(port: number): Promise<number>;
  close(): void;
}

const namespaceOf = (name: NetworkName) => `heddle-cut-${name}`;
const linkOf = (name: NetworkName) => `hcut-${name}`;

/** Runs `ip`. Returns what was wrong; undefined when all went well. */
function ip(line: string): string | undefined {
  const { status, stderr, error } = spawnSync("ip", line.split(" "), { encoding: "utf8" });
  return status === 0 ? undefined : (error?.message ?? `ip ${line}: ${stderr.trim()}`);
}

/** Makes two network namespaces that reach this machine and not each other. A sentence says why that cannot be here. */
export function makeTwoNetworks(): TwoNetworks | string {
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
    for (const name of NAMES) ip(`netns delete ${namespaceOf(name)}`);
  };
  for (const [index, name] of NAMES.entries()) {
    const [inside, link, there] = [namespaceOf(name), linkOf(name), `10.213.0.${index + 11}`];
    for (const line of [
      `netns add ${inside}`,
      `link add ${link} type veth peer name eth0 netns ${inside}`,
      `address add ${HERE} peer ${there} dev ${link}`,
      `link set ${link} up`,
      `-n ${inside} link set lo up`,
      `-n ${inside} address add ${there} peer ${HERE} dev eth0`,
      `-n ${inside} link set eth0 up`,
    ]) {
      const problem = ip(line);
      if (problem === undefined) continue;
      close();
      return problem;
    }
  }
  return {
    host: HERE,
    within: (name) => ["ip", "netns", "exec", namespaceOf(name)],
    cut: (name) => void ip(`link set ${linkOf(name)} down`),
    heal: (name) => void ip(`link set ${linkOf(name)} up`),
    async open(port) {
      const server = createServer((from) => {
        const to = connect(port, "127.0.0.1");
        from.pipe(to).pipe(from);
        for (const [one, other] of [
          [from, to],
          [to, from],
        ] as const) {
          one.on("error", () => other.destroy());
          one.on("close", () => other.destroy());
        }
      });
      server.listen(0, HERE);
      await once(server, "listening");
      servers.push(server);
      const address = server.address();
      return typeof address === "object" && address ? address.port : 0;
    },
    close,
  };
}
