/** What CICFlowMeter's columns are called, normalised, in the order of its versions: 2017, 2018 as Parquet, 2018 as CSV and Python, version 4. */
export const CIC = {
  packetsSent: ["total_fwd_packets", "tot_fwd_pkts", "total_fwd_packet"],
  packetsReceived: ["total_backward_packets", "tot_bwd_pkts", "total_bwd_packets"],
  bytesSent: [
    "total_length_of_fwd_packets",
    "fwd_packets_length_total",
    "totlen_fwd_pkts",
    "total_length_of_fwd_packet",
  ],
  bytesReceived: [
    "total_length_of_bwd_packets",
    "bwd_packets_length_total",
    "totlen_bwd_pkts",
    "total_length_of_bwd_packet",
  ],
  sourceAddress: ["source_ip", "src_ip"],
  sourcePort: ["source_port", "src_port"],
  destinationAddress: ["destination_ip", "dst_ip"],
  destinationPort: ["destination_port", "dst_port"],
  packetRate: ["flow_packets/s", "flow_pkts/s", "flow_pkts_s", "flow_packets_s"],
  byteRate: ["flow_bytes/s", "flow_byts/s", "flow_byts_s", "flow_bytes_s"],
  sentRate: ["fwd_packets/s", "fwd_pkts/s", "fwd_pkts_s", "fwd_packets_s"],
} as const;
