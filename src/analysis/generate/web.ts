/** What people do on the web, from inside and from outside. */
import { logNormal, tcpTalk, udpTalk } from "./exchange.ts";
import type { Talk } from "./exchange.ts";
import { endsOf, tcpEnds } from "./ends.ts";
import type { Generator } from "./generator.ts";

export function visitWebPage(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  let at = time;
  const servers = 1 + random.int(4);
  for (let i = 0; i < servers; i++) {
    if (random.next() < 0.7) at += 1000 * lookUp(generator, at, client);
    const encrypted = random.next();
    if (encrypted < 0.12) browse(generator, at, client, 80, "http");
    else if (encrypted < 0.3) quic(generator, at, client);
    else browse(generator, at, client, 443, "ssl");
    at += 1000 * random.exponential(i === 0 ? 0.4 : 1.5);
  }
}

export function pollCloudService(generator: Generator, time: number): void {
  const { random, network } = generator;
  const client = network.client(random);
  const delay = random.next() < 0.3 ? lookUp(generator, time, client) : 0;
  browse(generator, time + 1000 * delay, client, 443, "ssl");
}

function browse(generator: Generator, time: number, client: string, port: 80 | 443, service: string): void {
  const { random, network, intensity } = generator;
  const server = network.server(random);
  const handshake = port === 443;
  // A resumed session spares the certificates.
  const resumed = random.next() < 0.5;
  const waits = random.next();
  const idle =
    waits < 0.5
      ? logNormal(random, 0.08, 1)
      : waits < 0.9
        ? logNormal(random, 20, 1.1)
        : logNormal(random, 180, 0.7);
  const closes = random.next();
  const talk: Talk = {
    sent: logNormal(random, 1300, 0.75) + (handshake ? 620 + 60 * random.next() : 0),
    received:
      logNormal(random, 2600 * intensity, 1.9) +
      (handshake ? (resumed ? 210 : logNormal(random, 3600, 0.25)) : 180),
    rtt: server.rtt,
    bandwidth: server.bandwidth,
    idle,
    // Small records of their own, and what keeps the connection open.
    keepAlives: 1 + random.int(8) + Math.floor(idle / 45),
    end: closes < 0.82 ? "SF" : closes < 0.89 ? "RSTO" : closes < 0.96 ? "RSTR" : "S1",
  };
  generator.emit(time, tcpEnds(random, client, server.ip, port, service), tcpTalk(random, talk), "web");
}

/** The company's own web site, asked from outside. */
export function serveVisitor(generator: Generator, time: number): void {
  const { random, network } = generator;
  const visitor = network.visitor(random);
  let at = time;
  for (let i = 1 + random.int(4); i > 0; i--) {
    const encrypted = random.next() < 0.85;
    const talk: Talk = {
      sent: logNormal(random, 600, 0.6) + (encrypted ? 640 : 0),
      received: logNormal(random, 8000 * generator.intensity, 1.5) + (encrypted ? 3800 : 180),
      rtt: visitor.rtt,
      bandwidth: visitor.bandwidth,
      idle: random.next() < 0.6 ? logNormal(random, 0.1, 0.8) : logNormal(random, 12, 0.6),
      end: random.next() < 0.9 ? "SF" : "RSTO",
    };
    generator.emit(
      at,
      tcpEnds(random, visitor.ip, network.inside.web, encrypted ? 443 : 80, encrypted ? "ssl" : "http"),
      tcpTalk(random, talk),
      "web site",
    );
    at += 1000 * random.exponential(0.6);
  }
}

function quic(generator: Generator, time: number, client: string): void {
  const { random, network } = generator;
  const server = network.server(random);
  const received = 3200 + logNormal(random, 5000 * generator.intensity, 1.7);
  const sent = 2400 + logNormal(random, 900, 0.8);
  const packets = 5 + Math.ceil(received / 1250);
  const duration =
    2 * server.rtt +
    received / server.bandwidth +
    (random.next() < 0.5 ? logNormal(random, 0.05, 0.8) : logNormal(random, 25, 0.7));
  const exchange = udpTalk(sent, received, 4 + Math.ceil(packets * 0.4), packets, duration);
  generator.emit(
    time,
    { ...endsOf(random, client, server.ip, 443), protocol: "udp", service: "quic" },
    exchange,
    "web",
  );
}

/** One or two questions to the company's resolver (address by IPv4 and IPv6); returns how long the answer took. */
export function lookUp(generator: Generator, time: number, client: string): number {
  const { random, network } = generator;
  const cached = random.next() < 0.6;
  const duration = cached ? 0.0003 + logNormal(random, 0.0004, 0.7) : 0.004 + logNormal(random, 0.022, 0.9);
  const questions = random.next() < 0.25 ? 2 : 1;
  const name = 28 + random.int(30);
  const answered = random.next() < 0.985;
  const exchange = answered
    ? udpTalk(questions * name, questions * (name + 16 + 16 * random.int(6)), questions, questions, duration)
    : udpTalk(2 * name, 0, 2, 0, 5 + 0.01 * random.next());
  generator.emit(
    time,
    { ...endsOf(random, client, network.inside.dns, 53), protocol: "udp", service: "dns" },
    exchange,
    "name lookup",
  );
  return exchange.duration;
}
