import type { Unit } from "../../core/mod.ts";

/** What a word of a column's name means. */
export type Concept =
  | "bytes"
  | "packets"
  | "duration"
  | "time"
  | "start"
  | "end"
  | "address"
  | "port"
  | "protocol"
  | "service"
  | "state"
  | "label"
  | "detail"
  | "size"
  | "mean"
  | "total"
  | "rate"
  | "gap"
  /** Of the originator, or sent by it. */
  | "sent"
  /** Of the responder, or received from it. */
  | "received"
  /** As "sent" and "received", seen from a device that the name does not tell. */
  | "out"
  | "in"
  | "to"
  | "per"
  | "ip"
  | "payload"
  | "frame"
  | "time unit"
  | "byte unit"
  /** Says nothing. */
  | "neutral"
  /** Makes another quantity of the rest: a minimum, a header's length, a loss. */
  | "other";

/** Lists of words by what they mean; `name-words.ts` adds their abbreviations. */
const WORDS: Readonly<Partial<Record<Concept, string>>> = {
  bytes: "byte bytes byt byts bts octet octets volume kbytes kbyte mbytes mbyte kilobytes megabytes",
  packets: "packet packets pkt pkts pckt pckts pck pcks pkct frames datagrams",
  duration: "duration durations dur durn durtn elapsed lifetime timespan",
  time: "time timestamp timestamps ts datetime date tstamp epoch seen switched",
  start: "start started begin begins beginning first",
  end: "end ended last stop stopped finish finished",
  address: "addr address addresses ipaddr ipaddress ipv4 ipv6 host",
  port: "port ports prt",
  protocol: "proto protocol prot protocols transport l4proto ipproto",
  service: "service services svc srvc app application apps l7",
  state: "state status connstate",
  label:
    "label labels lbl class category cat attack target groundtruth verdict malicious anomaly anomalous malware",
  detail: "detail detailed details subcategory subclass subcat family",
  size: "size sizes length lengths len lens sz lngth",
  mean: "mean avg average ave mn",
  total:
    "total totals tot num number count counts cnt sum all overall both bidirectional bidir n nr no aggregate",
  rate: "rate rates ps persec persecond bps pps throughput load speed bandwidth",
  gap: "iat interarrival piat",
  sent: "sent send snt sender src source srce sources orig originator origin client cli clt fwd forward fwrd frwd fw initiator src2dst c2s toserver a2b upstream up upload uploaded uplink tx transmitted xmit request req",
  received:
    "received receive recv rcvd recvd rcv receiver dst dest destination dstn resp responder rsp response server srvr bwd backward bkwd bckwd bckwrd bwrd dst2src s2c toclient b2a downstream down download downloaded downlink rx reply reverse",
  out: "out outbound outgoing egress",
  in: "in inbound incoming ingress",
  to: "to",
  per: "per",
  ip: "ip",
  payload: "payload goodput",
  frame: "frame wire eth l2",
  neutral:
    "flow flows conn connection connections session sess net network traffic stream biflow of value data name type from is event l3 l4 ndpi the",
  other:
    "min max std stdev stddev var variance median minimum maximum deviation longest shortest header headers hdr flag flags window win loss lost missed missing retrans retransmitted dropped duplicate dup ratio bulk subflow segment seg idle active init jitter ttl id mac version vlan mask interface code rtt syn fin rst psh ack urg ece cwr cwe",
};

/** Words for units, longest first where one ends with another. */
export const TIME_UNITS: Readonly<Record<string, Unit>> = {
  s: "s",
  sec: "s",
  secs: "s",
  second: "s",
  seconds: "s",
  ms: "ms",
  msec: "ms",
  msecs: "ms",
  millis: "ms",
  milli: "ms",
  millisec: "ms",
  millisecs: "ms",
  millisecond: "ms",
  milliseconds: "ms",
  us: "us",
  usec: "us",
  usecs: "us",
  micros: "us",
  micro: "us",
  microsec: "us",
  microsecs: "us",
  microsecond: "us",
  microseconds: "us",
  ns: "ns",
  nsec: "ns",
  nsecs: "ns",
  nanos: "ns",
  nano: "ns",
  nanosec: "ns",
  nanosecs: "ns",
  nanosecond: "ns",
  nanoseconds: "ns",
  mins: "min",
  minute: "min",
  minutes: "min",
};
export const BYTE_UNITS: Readonly<Record<string, Unit>> = {
  kb: "kB",
  kbyte: "kB",
  kbytes: "kB",
  kilobytes: "kB",
  kib: "KiB",
  mb: "MB",
  mbyte: "MB",
  mbytes: "MB",
  megabytes: "MB",
  mib: "MiB",
  bit: "bit",
  bits: "bit",
};

/** Words of pairs that mean something only when both sides are there. */
export const PAIR_WORDS: ReadonlySet<string> = new Set(
  "fwd forward fwrd frwd fw bckwrd bwd backward bkwd bckwd bckwrd bwrd src2dst dst2src".split(" "),
);

/** Words for a side that alone mean its address. */
export const HOST_WORDS: ReadonlySet<string> = new Set(
  "src source sources orig originator dst dest destination resp responder client server sender receiver".split(
    " ",
  ),
);

export const CONCEPT_OF: ReadonlyMap<string, Concept> = new Map([
  ...Object.entries(WORDS).flatMap(([concept, words]) =>
    words.split(" ").map((word): [string, Concept] => [word, concept as Concept]),
  ),
  ...Object.keys(TIME_UNITS).map((word): [string, Concept] => [word, "time unit"]),
  ...Object.keys(BYTE_UNITS)
    .filter((word) => !word.includes("byte"))
    .map((word): [string, Concept] => [word, "byte unit"]),
]);

/** A name that words do not make up, or that says more than its words: what it means, as words that do. Without separators. */
export const SPELLINGS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    td: "duration",
    sessiontime: "duration",
    elapsedtime: "duration",
    timeelapsed: "duration",
    timetaken: "duration",
    conntime: "duration",
    connectiontime: "duration",
    totaltime: "duration",
    lengths: "duration s",
    lengthsec: "duration s",
    lengthms: "duration ms",
    lengthus: "duration us",
    stime: "start time",
    ltime: "end time",
    etime: "end time",
    te: "end time",
    tstart: "start time",
    tend: "end time",
    sa: "src address",
    da: "dst address",
    sp: "src port",
    dp: "dst port",
    dsport: "dst port",
    srcpt: "src port",
    dstpt: "dst port",
    pr: "protocol",
    pro: "protocol",
    idorigh: "src address",
    idresph: "dst address",
    idorigp: "src port",
    idrespp: "dst port",
    originhost: "src address",
    resphost: "dst address",
    ipkt: "sent packets",
    ibyt: "sent bytes",
    opkt: "received packets",
    obyt: "received bytes",
    networktransport: "protocol",
    networkprotocol: "service",
    l7proto: "service",
    l7protocol: "service",
    appproto: "service",
    applicationprotocol: "service",
    ndpiproto: "service",
    flag: "state",
    flags: "other",
    action: "state",
    attackcat: "label",
    attackcategory: "label",
    attacktype: "label",
    traffictype: "label",
    detailedlabel: "label detail",
    labeldetail: "label detail",
    upload: "sent bytes",
    download: "received bytes",
    uplink: "sent bytes",
    downlink: "received bytes",
    isattack: "attack",
    ct: "other",
    sid: "other",
    uid: "other",
  }),
);

/** Names that the known tools write, without separators: nothing else goes by them. */
export const KNOWN_NAMES: ReadonlySet<string> = new Set(
  (
    "duration packetcount bytessent bytesreceived packetsizemean label labeldetail isattack timestamp srcip srcport dstip dstport protocol service state packetssent packetsreceived " +
    "flowduration totalfwdpackets totalbackwardpackets totallengthoffwdpackets totallengthofbwdpackets fwdpacketslengthtotal bwdpacketslengthtotal totfwdpkts totbwdpkts totlenfwdpkts totlenbwdpkts sourceip sourceport destinationip destinationport flowpacketss flowpktss flowbytess flowbytss " +
    "dur spkts dpkts sbytes dbytes attackcat proto srcbytes dstbytes starttime srcaddr sport dstaddr dport totpkts totbytes srcpkts dstpkts " +
    "ts idorigh idorigp idresph idrespp origpkts resppkts origbytes respbytes origipbytes respipbytes connstate detailedlabel " +
    "flowpktstoserver flowpktstoclient flowbytestoserver flowbytestoclient flowstart flowend destip destport appproto " +
    "bidirectionaldurationms bidirectionalfirstseenms bidirectionallastseenms bidirectionalpackets bidirectionalbytes src2dstpackets src2dstbytes dst2srcpackets dst2srcbytes applicationname " +
    "timefirst timelast numpktssnt numpktsrcvd numbytessnt numbytesrcvd l4proto td te sa da sp dp pr ipkt ibyt opkt obyt " +
    "ctospkts ctosbytes stocpkts stocbytes firstseen lastseen packets bytes " +
    "flowdurationmilliseconds ipv4srcaddr ipv4dstaddr l4srcport l4dstport l7proto eventduration networkpackets networkbytes sourcepackets sourcebytes destinationpackets destinationbytes networktransport"
  ).split(" "),
);
