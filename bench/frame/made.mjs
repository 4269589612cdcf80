/** Flows for the data frame's benchmark: heavy tails, counts that tie, five labels, times. */
import { random } from "../shared/made.mjs";

const LABELS = ["benign", "benign", "benign", "scan", "flood", "brute force", "beacon"];
const START = Date.UTC(2024, 0, 1);

/** @returns {string} A CSV of the canonical fields; the same for the same number of rows */
export function flowsAsCsv(rows) {
  const { next, normal } = random(rows);
  const lines = ["duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label,timestamp"];
  for (let row = 0; row < rows; row++) {
    const packets = 1 + Math.floor(-6 * Math.log(1 - next()));
    const sent = Math.round(Math.exp(6 + 2 * normal()));
    const received = Math.round(Math.exp(5 + 2.5 * normal()));
    const duration = Math.exp(2 * normal()).toFixed(6);
    const label = LABELS[Math.floor(next() * LABELS.length)];
    const time = new Date(START + row * 400 + Math.floor(next() * 1000)).toISOString();
    lines.push(
      [duration, packets, sent, received, ((sent + received) / packets).toFixed(3), label, time].join(","),
    );
  }
  return `${lines.join("\n")}\n`;
}
