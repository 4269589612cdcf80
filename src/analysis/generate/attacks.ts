import type { ScenarioKind } from "../core/mod.ts";
import { logNormal, tcpHalfOpen, tcpRefused, tcpTalk, tcpUnanswered, udpTalk } from "./exchange.ts";
import type { Ends, Exchange } from "./exchange.ts";
import { endsOf, tcpEnds } from "./ends.ts";
import type { Generator } from "./generator.ts";
import { clientPort } from "./network.ts";
import type { Remote } from "./network.ts";

/** Fills a generator with one kind of attack. */
export const ATTACKS: Readonly<Record<Exclude<ScenarioKind, "normal">, (generator: Generator) => void>> = {
  "port-scan": portScan,
  flood,
  "brute-force": bruteForce,
  exfiltration,
  beacon,
};

/** Ports that scanners try first. */
const SCANNED_PORTS = [
  ...[80, 23, 443, 21, 22, 25, 3389, 110, 445, 139, 143, 53, 135, 3306, 8080, 1723, 111, 995, 993, 5900],
  ...[
    1025, 587, 8888, 199, 1720, 465, 548, 113, 81, 6001, 10000, 514, 5060, 179, 1026, 2000, 8443, 8000, 32768,
    554,
  ],
];
/** Ports that answer on the scanned servers. */
const OPEN_PORTS = new Set([22, 25, 80, 443, 445, 3306]);

/** SYN scans: many ports of one server, or one port of many addresses. */
function portScan(generator: Generator): void {
  const { random, network, intensity } = generator;
  for (let campaign = random.int(60); !generator.isFull; campaign++) {
    const scanner = network.hostile(campaign);
    const size = generator.campaignSize(40, 900);
    const times = generator.campaign(size, 60 * intensity);
    const vertical = campaign % 5 < 3;
    // A firewall in front drops what it does not let through; without one, closed ports refuse.
    const filtered = random.next() < 0.5;
    const port = SCANNED_PORTS[random.int(12)]!;
    const office = random.int(3);
    const sourcePort = 32768 + random.int(28000);
    for (let i = 0; i < size; i++) {
      const where: Ends = {
        srcIp: scanner.ip,
        // Scanners use one source port for a whole campaign.
        srcPort: sourcePort,
        dstIp: vertical
          ? network.inside.web
          : network.officeAddress(office + Math.floor(i / 254), 1 + (i % 254)),
        dstPort: vertical ? (SCANNED_PORTS[i] ?? 1 + random.int(65535)) : port,
        protocol: "tcp",
        service: null,
      };
      const isOpen = vertical
        ? OPEN_PORTS.has(where.dstPort)
        : network.hasClient(where.dstIp) && random.next() < 0.1;
      const exists = vertical || network.hasClient(where.dstIp);
      generator.emit(
        times[i]!,
        where,
        probe(generator, scanner, isOpen, exists && !filtered),
        vertical ? "SYN scan of one host" : "SYN scan of one port",
      );
    }
  }
}

function probe({ random }: Generator, scanner: Remote, isOpen: boolean, refuses: boolean): Exchange {
  const header = 44;
  if (isOpen) return tcpHalfOpen(random, scanner.rtt);
  if (refuses) return tcpRefused(random, scanner.rtt, header);
  return tcpUnanswered(random, random.next() < 0.7 ? 2 : 1, header);
}

/** SYN packets from invented addresses, datagrams without answer, or requests without end, all at the web server. */
function flood(generator: Generator): void {
  const { random, network, intensity } = generator;
  const target = network.inside.web;
  for (let campaign = random.int(60); !generator.isFull; campaign++) {
    const source = network.hostile(campaign);
    const kind = campaign % 4;
    if (kind < 2) {
      const times = generator.campaign(generator.campaignSize(80, 3000), 400 * intensity);
      for (const time of times) {
        const where: Ends = {
          srcIp: network.spoofed(random),
          srcPort: 1024 + random.int(64512),
          dstIp: target,
          dstPort: 443,
          protocol: "tcp",
          service: null,
        };
        generator.emit(time, where, tcpUnanswered(random, 1, 40), "SYN flood");
      }
    } else if (kind === 2) {
      const times = generator.campaign(generator.campaignSize(10, 120), 4 * intensity);
      for (const time of times) {
        const packets = Math.max(2, Math.round(logNormal(random, 1500 * intensity, 0.5)));
        const where: Ends = {
          srcIp: source.ip,
          srcPort: clientPort(random),
          dstIp: target,
          dstPort: 1 + random.int(65535),
          protocol: "udp",
          service: null,
        };
        generator.emit(
          time,
          where,
          udpTalk(packets * (400 + random.int(900)), 0, packets, 0, packets / (4000 * intensity)),
          "UDP flood",
        );
      }
    } else {
      const times = generator.campaign(generator.campaignSize(40, 1200), 80 * intensity);
      for (const time of times) {
        const talk = {
          sent: 280 + random.int(220),
          received: random.next() < 0.7 ? 500 + random.int(200) : 0,
          rtt: source.rtt,
          bandwidth: source.bandwidth,
          // The server grows slow.
          idle: logNormal(random, 0.6, 0.9),
          end: random.next() < 0.6 ? ("SF" as const) : ("RSTO" as const),
        };
        generator.emit(
          time,
          tcpEnds(random, network.hostile(random.int(40)).ip, target, 80, "http"),
          tcpTalk(random, talk),
          "HTTP flood",
        );
      }
    }
  }
}

/** Guessed passwords: short sessions of much the same size, one after the other. */
function bruteForce(generator: Generator): void {
  const { random, network, intensity } = generator;
  const services = [
    {
      port: 22,
      service: "ssh",
      sent: 1230,
      received: 1700,
      small: 6,
      seconds: 2.8,
      target: network.inside.web,
    },
    { port: 21, service: "ftp", sent: 46, received: 210, small: 5, seconds: 3.1, target: network.inside.web },
    {
      port: 3389,
      service: "rdp",
      sent: 1350,
      received: 1900,
      small: 4,
      seconds: 0.9,
      target: network.inside.domain,
    },
  ] as const;
  for (let campaign = random.int(60); !generator.isFull; campaign++) {
    const attacker = network.hostile(campaign);
    const at = services[[0, 1, 0, 2, 0][campaign % 5]!]!;
    const size = generator.campaignSize(30, 700);
    for (const time of generator.campaign(size, 1.5 * intensity)) {
      const talk = {
        sent: at.sent + random.int(40),
        received: at.received + random.int(48),
        rtt: attacker.rtt,
        bandwidth: attacker.bandwidth,
        // Servers delay the answer to a wrong password.
        idle: logNormal(random, at.seconds, 0.25),
        keepAlives: at.small + random.int(2),
        end: random.next() < 0.9 ? ("SF" as const) : ("RSTO" as const),
      };
      generator.emit(
        time,
        tcpEnds(random, attacker.ip, at.target, at.port, at.service),
        tcpTalk(random, talk),
        `${at.service} password guessing`,
      );
    }
  }
}

/** Data carried out: in large encrypted uploads, or in the names of DNS questions. */
function exfiltration(generator: Generator): void {
  const { random, network, intensity } = generator;
  for (let campaign = random.int(60); !generator.isFull; campaign++) {
    const victim = network.client(random);
    const drop = network.hostile(campaign);
    if (campaign % 2 === 0) {
      for (const time of generator.campaign(generator.campaignSize(2, 24), 0.01)) {
        const sent = logNormal(random, 25e6 * intensity, 1.1);
        const talk = {
          sent,
          received: 4000 + sent / 4000,
          rtt: drop.rtt,
          bandwidth: drop.bandwidth,
          idle: logNormal(random, 3, 0.8),
          end: random.next() < 0.9 ? ("SF" as const) : ("RSTR" as const),
        };
        generator.emit(
          time,
          tcpEnds(random, victim, drop.ip, 443, "ssl"),
          tcpTalk(random, talk),
          "upload over HTTPS",
        );
      }
    } else {
      for (const time of generator.campaign(generator.campaignSize(30, 400), 4 * intensity)) {
        const where: Ends = { ...endsOf(random, victim, drop.ip, 53), protocol: "udp", service: "dns" };
        generator.emit(
          time,
          where,
          udpTalk(160 + random.int(90), 180 + random.int(160), 1, 1, drop.rtt + random.exponential(0.01)),
          "DNS tunnel",
        );
      }
    }
  }
}

/** Infected machines that ask for orders again and again, with little jitter. */
function beacon(generator: Generator): void {
  const { random, network, intensity } = generator;
  for (let campaign = random.int(60); !generator.isFull; campaign++) {
    const victim = network.client(random);
    const control = network.hostile(campaign);
    const interval = ([30, 60, 60, 120, 300][random.int(5)]! * 1000) / intensity;
    const jitter = 0.02 + 0.13 * random.next();
    const port = random.next() < 0.7 ? 443 : 8443;
    const sent = 780 + random.int(300);
    const received = 1500 + random.int(900);
    let time = generator.start + random.next() * Math.min(generator.end - generator.start, 20 * interval);
    // Machines are switched off or cleaned.
    let beats = generator.campaignSize(40, 2000);
    while (time < generator.end && beats-- > 0) {
      const ordered = random.next() < 0.03 ? logNormal(random, 9000, 0.8) : 0;
      const talk = {
        sent: sent + random.int(16),
        received: received + random.int(16) + ordered,
        rtt: control.rtt,
        bandwidth: control.bandwidth,
        idle: logNormal(random, 0.05, 0.3),
        end: "SF" as const,
      };
      generator.emit(
        time,
        tcpEnds(random, victim, control.ip, port, "ssl"),
        tcpTalk(random, talk),
        "command and control",
      );
      time += interval * (1 + jitter * (2 * random.next() - 1));
    }
  }
}
