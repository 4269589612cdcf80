/** What goes on within a company's network, and its mail. */
import { icmpEcho, logNormal, tcpRefused, tcpTalk, tcpUnanswered, udpTalk } from "./exchange.ts";
import type { Ends, Talk } from "./exchange.ts";
import { endsOf, tcpEnds } from "./ends.ts";
import type { Generator } from "./generator.ts";

/** Round-trip time and bandwidth within the company. */
const LAN_RTT = 0.0004;
const LAN_BANDWIDTH = 60e6;

export function askTime(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  const where = {
    ...endsOf(random, client, network.inside.ntp, 123),
    protocol: "udp",
    service: "ntp",
  } as const;
  generator.emit(
    time,
    random.next() < 0.6 ? { ...where, srcPort: 123 } : where,
    udpTalk(48, 48, 1, 1, LAN_RTT * (1 + random.next())),
    "clock",
  );
}

/** Logging on to the domain, then the file server. */
export function openShare(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  const files = network.inside.files[random.int(2)]!;
  if (random.next() < 0.4) {
    const ticket: Talk = {
      sent: 1500 + random.int(300),
      received: 1600 + random.int(300),
      rtt: LAN_RTT,
      bandwidth: LAN_BANDWIDTH,
      idle: 0.002,
      end: "SF",
    };
    generator.emit(
      time,
      tcpEnds(random, client, network.inside.domain, 88, "krb_tcp"),
      tcpTalk(random, ticket),
      "logon",
    );
    const query: Talk = {
      ...ticket,
      sent: logNormal(random, 900, 0.5),
      received: logNormal(random, 2500, 0.8),
      idle: logNormal(random, 0.02, 1),
    };
    generator.emit(
      time + 20,
      tcpEnds(random, client, network.inside.domain, 389, "ldap"),
      tcpTalk(random, query),
      "logon",
    );
  }
  const isUpload = random.next() < 0.3;
  const small = logNormal(random, 9000, 0.8);
  const large = logNormal(random, 90_000 * generator.intensity, 2.2);
  const talk: Talk = {
    sent: isUpload ? large : small,
    received: isUpload ? small : large,
    rtt: LAN_RTT,
    bandwidth: LAN_BANDWIDTH,
    idle: logNormal(random, 30, 1.6),
    keepAlives: random.int(20),
    end: random.next() < 0.85 ? "SF" : "RSTO",
  };
  generator.emit(time + 40, tcpEnds(random, client, files, 445, "smb"), tcpTalk(random, talk), "files");
}

export function fetchMail(generator: Generator, time: number): void {
  const { random, network } = generator;
  const talk: Talk = {
    sent: 900 + logNormal(random, 500, 0.6),
    received: 3200 + logNormal(random, 4000, 1.8),
    rtt: LAN_RTT,
    bandwidth: LAN_BANDWIDTH,
    idle: random.next() < 0.7 ? logNormal(random, 0.3, 0.8) : logNormal(random, 400, 0.6),
    end: "SF",
  };
  generator.emit(
    time,
    tcpEnds(random, network.client(random), network.inside.mail, 993, "ssl"),
    tcpTalk(random, talk),
    "mail",
  );
}

export function deliverMail(generator: Generator, time: number): void {
  const { random, network } = generator;
  const server = network.server(random);
  const talk: Talk = {
    sent: 1200 + logNormal(random, 24_000, 1.6),
    received: 700 + random.int(500),
    rtt: server.rtt,
    bandwidth: server.bandwidth,
    idle: logNormal(random, 0.9, 0.7),
    end: "SF",
  };
  generator.emit(
    time,
    tcpEnds(random, network.inside.mail, server.ip, 25, "smtp"),
    tcpTalk(random, talk),
    "mail",
  );
}

/** Multicast announcements, which nobody answers. */
export function announce(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  const packets = 1 + random.int(3);
  const mdns = random.next() < 0.7;
  const duration = packets === 1 ? 0 : (packets - 1) * (mdns ? 1 : 3) * (0.99 + 0.02 * random.next());
  const exchange = udpTalk(packets * (mdns ? 40 + random.int(80) : 167), 0, packets, 0, duration);
  const where: Ends = mdns
    ? { srcIp: client, srcPort: 5353, dstIp: "224.0.0.251", dstPort: 5353, protocol: "udp", service: "dns" }
    : { ...endsOf(random, client, "239.255.255.250", 1900), protocol: "udp", service: null };
  generator.emit(time, where, exchange, "announcement");
}

export function queryDatabase(generator: Generator, time: number): void {
  const { random, network } = generator;
  const talk: Talk = {
    sent: 300 + logNormal(random, 1200, 1),
    received: 200 + logNormal(random, 9000 * generator.intensity, 1.7),
    rtt: LAN_RTT,
    bandwidth: LAN_BANDWIDTH,
    idle: logNormal(random, 0.04, 1.5),
    end: "SF",
  };
  generator.emit(
    time,
    tcpEnds(random, network.inside.web, network.inside.database, 3306, "mysql"),
    tcpTalk(random, talk),
    "database",
  );
}

/** Servers that are gone and ports that are closed: every network has them. */
export function failToConnect(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  const server = network.server(random);
  const refused = random.next() < 0.4;
  const exchange = refused ? tcpRefused(random, server.rtt) : tcpUnanswered(random, 1 + random.int(4));
  generator.emit(
    time,
    tcpEnds(random, client, server.ip, random.next() < 0.8 ? 443 : 8443, null),
    exchange,
    "failed connection",
  );
}

export function ping(generator: Generator, time: number): void {
  const { random, network } = generator;
  const requests = 1 + random.int(4);
  const answered = random.next() < 0.96;
  const where: Ends = {
    srcIp: network.inside.monitor,
    srcPort: NaN,
    dstIp: network.client(random),
    dstPort: NaN,
    protocol: "icmp",
    service: null,
  };
  generator.emit(time, where, icmpEcho(random, requests, answered ? requests : 0, LAN_RTT), "monitoring");
}

export function workOverSsh(generator: Generator, time: number): void {
  const { random, network } = generator;
  const idle = logNormal(random, 240, 1.3);
  const keys = Math.floor(idle / 3);
  const talk: Talk = {
    sent: 2400 + 60 * keys,
    received: 2700 + logNormal(random, 12_000, 1.4) + 80 * keys,
    rtt: LAN_RTT,
    bandwidth: LAN_BANDWIDTH,
    idle,
    keepAlives: Math.min(keys, 5000),
    end: random.next() < 0.9 ? "SF" : "RSTR",
  };
  const inside = network.inside;
  const server = [inside.web, inside.database, inside.backup, inside.monitor][random.int(4)]!;
  generator.emit(
    time,
    tcpEnds(random, network.client(random), server, 22, "ssh"),
    tcpTalk(random, talk),
    "administration",
  );
}

export function renewLease(generator: Generator, time: number): void {
  const { random, network } = generator;
  const where: Ends = {
    srcIp: network.client(random),
    srcPort: 68,
    dstIp: network.inside.domain,
    dstPort: 67,
    protocol: "udp",
    service: "dhcp",
  };
  generator.emit(
    time,
    where,
    udpTalk(300, 300 + random.int(40), 1, 1, 0.0008 + logNormal(random, 0.001, 0.8)),
    "lease",
  );
}

/** Large uploads that are no attack. */
export function backUp(generator: Generator, time: number): void {
  const { random, network } = generator;
  const talk: Talk = {
    sent: logNormal(random, 40e6 * generator.intensity, 1.3),
    received: logNormal(random, 20_000, 0.6),
    rtt: LAN_RTT,
    bandwidth: LAN_BANDWIDTH,
    idle: logNormal(random, 2, 0.8),
    end: "SF",
  };
  generator.emit(
    time,
    tcpEnds(random, network.inside.files[random.int(2)]!, network.inside.backup, 22, "ssh"),
    tcpTalk(random, talk),
    "backup",
  );
}
