import { codedError, UnknownFormatError } from "../../core/mod.ts";
import { normalizeName } from "../names.ts";
import { ConversationReader } from "./conversations.ts";
import { HostPairReader } from "./host-pairs.ts";
import { splitFields } from "./packet-fields.ts";
import type { DialectReader, Head } from "./types.ts";

const COLUMNS = ["time", "source", "destination", "protocol", "length"];
/** A block of tshark's conversation statistics: a rule, and the name of what talks. */
const CONVERSATIONS = /^={20,}\s*\n[^\n]{1,60} Conversations\s*\n/;

/** Wireshark's and tshark's texts that are no flow tables: lists of packets, and conversations with rounded bytes. */
export const packetList: DialectReader = {
  id: "packet-list",
  recognizes: (head) => isPacketList(head) || isConversations(head),
  open(context) {
    const { name, head, aggregate, approximate } = context;
    if (isConversations(head)) {
      if (approximate) return new ConversationReader(context);
      throw new UnknownFormatError(
        "E_NOT_A_FLOW_LOG",
        `Cannot load ${name}: a flow table must have exact bytes, got tshark's conversations, which round them, as "253 kB"; ` +
          `run a flow meter on the capture, or load with { approximate: true }`,
      );
    }
    if (!isPacketList(head)) {
      throw codedError(
        SyntaxError,
        "E_NO_HEADER",
        `Cannot load ${name}: a packet list must have the columns ${COLUMNS.join(", ")}, got other ones`,
      );
    }
    if (aggregate === "host-pair") return new HostPairReader(context);
    throw new UnknownFormatError(
      "E_PACKET_LIST",
      `Cannot load ${name}: a row must be a flow, got a packet list, of which each row is one packet; run a flow meter on the capture, ` +
        `or load with { aggregate: "host-pair" } to make a flow of the packets between two hosts`,
    );
  },
};

function isPacketList({ text }: Head): boolean {
  const [line = ""] = text.slice(0, 4096).split(/\r?\n/, 1);
  const names = splitFields(line).map(normalizeName);
  return /^no_?$/.test(names[0] ?? "") && COLUMNS.every((column) => names.includes(column));
}

function isConversations({ text }: Head): boolean {
  return CONVERSATIONS.test(text.slice(0, 4096));
}
