import type { Prng } from "../../kernels/mod.ts";
import { logNormal } from "./exchange.ts";

/** A machine outside, with the way to it. */
export interface Remote {
  ip: string;
  /** Seconds. */
  rtt: number;
  /** Bytes per second. */
  bandwidth: number;
}

/** Networks reserved for documentation (RFC 5737): no real machine is accused of anything. */
const OUTSIDE = ["192.0.2", "198.51.100", "203.0.113"] as const;
/** The attackers' corner of the last one; ordinary servers stay out of it. */
const HOSTILE = { network: "203.0.113", from: 200, to: 254 } as const;
/** Offices of the network (RFC 1918). */
const OFFICES = ["10.20.1", "10.20.2", "10.20.3"] as const;
const CLIENTS_PER_OFFICE = 30;
const SERVERS = 240;

/** A small company: three offices, a server room, and the world it talks to. */
export class Network {
  readonly clients: readonly string[];
  /** Servers inside, all in the server room. */
  readonly inside = {
    dns: "10.20.0.53",
    ntp: "10.20.0.53",
    domain: "10.20.0.10",
    files: ["10.20.0.20", "10.20.0.21"],
    mail: "10.20.0.25",
    database: "10.20.0.33",
    web: "10.20.0.80",
    backup: "10.20.0.90",
    monitor: "10.20.0.99",
  } as const;
  readonly #servers: readonly Remote[];
  readonly #known: ReadonlySet<string>;
  readonly #hostile: readonly Remote[];

  constructor(random: Prng) {
    const clients = OFFICES.flatMap((office) =>
      Array.from({ length: CLIENTS_PER_OFFICE }, (_, at) => `${office}.${10 + at}`),
    );
    this.clients = random.shuffle(clients);
    this.#known = new Set(clients);
    const hosts = OUTSIDE.flatMap((network) =>
      Array.from(
        { length: network === HOSTILE.network ? HOSTILE.from - 10 : 244 },
        (_, at) => `${network}.${10 + at}`,
      ),
    );
    this.#servers = random
      .shuffle(hosts)
      .slice(0, SERVERS)
      .map((ip) => remote(random, ip));
    const corner = Array.from(
      { length: HOSTILE.to - HOSTILE.from + 1 },
      (_, at) => `${HOSTILE.network}.${HOSTILE.from + at}`,
    );
    this.#hostile = random.shuffle(corner).map((ip) => remote(random, ip));
  }

  /** A client; the first ones are the busy ones. */
  client(random: Prng): string {
    const draw = random.next();
    return this.clients[Math.floor(this.clients.length * draw * draw)]!;
  }

  /** A server outside; few are visited by most. */
  server(random: Prng): Remote {
    const draw = random.next();
    return this.#servers[Math.floor(this.#servers.length * draw * draw * draw)]!;
  }

  /** Somebody outside, each as likely as any other. */
  visitor(random: Prng): Remote {
    return this.#servers[random.int(this.#servers.length)]!;
  }

  /** The attackers' machine of this number. */
  hostile(number: number): Remote {
    return this.#hostile[number % this.#hostile.length]!;
  }

  /** An address that a flooding attacker claims to be. */
  spoofed(random: Prng): string {
    return `${OUTSIDE[random.int(OUTSIDE.length)]!}.${1 + random.int(254)}`;
  }

  /** An address of the offices, whether a machine has it or not. */
  officeAddress(office: number, host: number): string {
    return `${OFFICES[office % OFFICES.length]!}.${host}`;
  }

  hasClient(ip: string): boolean {
    return this.#known.has(ip);
  }
}

function remote(random: Prng, ip: string): Remote {
  return { ip, rtt: 0.004 + logNormal(random, 0.02, 0.8), bandwidth: logNormal(random, 3e6, 0.6) };
}

/** A port that a client's system picks for a new connection. */
export function clientPort(random: Prng): number {
  return 49152 + random.int(16384);
}
