import type { Generator } from "./generator.ts";
import {
  announce,
  askTime,
  backUp,
  deliverMail,
  failToConnect,
  fetchMail,
  openShare,
  ping,
  queryDatabase,
  renewLease,
  workOverSsh,
} from "./office.ts";
import { lookUp, pollCloudService, serveVisitor, visitWebPage } from "./web.ts";
import { humanTime } from "./working-day.ts";

/** What a client or server does of its own accord: one or several flows that belong together. */
interface Activity {
  /** How often, beside the others. */
  weight: number;
  /** People's work follows the hours of the day; machines' does not. */
  human: boolean;
  run(generator: Generator, time: number): void;
}

const ACTIVITIES: readonly Activity[] = [
  { weight: 30, human: true, run: visitWebPage },
  { weight: 20, human: true, run: pollCloudService },
  {
    weight: 14,
    human: true,
    run: (generator, time) => lookUp(generator, time, generator.network.client(generator.random)),
  },
  { weight: 7, human: false, run: askTime },
  { weight: 6, human: true, run: serveVisitor },
  { weight: 6, human: true, run: openShare },
  { weight: 5, human: true, run: fetchMail },
  { weight: 4, human: false, run: announce },
  { weight: 3, human: false, run: queryDatabase },
  { weight: 3, human: true, run: failToConnect },
  { weight: 2.5, human: false, run: ping },
  { weight: 1.5, human: false, run: deliverMail },
  { weight: 1, human: true, run: workOverSsh },
  { weight: 1, human: false, run: renewLease },
  { weight: 0.4, human: false, run: backUp },
];

/** Fills the generator with everyday traffic. */
export function normalTraffic(generator: Generator): void {
  const total = ACTIVITIES.reduce((sum, { weight }) => sum + weight, 0);
  while (!generator.isFull) {
    let draw = generator.random.next() * total;
    const activity = ACTIVITIES.find(({ weight }) => (draw -= weight) < 0) ?? ACTIVITIES[0]!;
    activity.run(generator, activity.human ? humanTime(generator) : generator.anyTime());
  }
}
