/** Small made-up texts of data sets and tools, for tests that damage them. */
import { bytesOf } from "./input.ts";

const SHARES = "0.00,0.00,0.10,0.00,1.00,0.00,0.00,9,19,1.00,0.00,0.11,0.05,0.00,0.00,0.00,0.00";
const CONNECTION = `0,0,0,0,0,1,0,0,0,0,0,0,0,0,0,0,8,9,${SHARES}`;

export const TABLE_SEEDS: readonly Uint8Array[] = [
  " Flow ID, Source IP, Source Port, Destination IP, Destination Port, Protocol, Timestamp, Flow Duration, Total Fwd Packets, Total Backward Packets,Total Length of Fwd Packets, Total Length of Bwd Packets,Flow Bytes/s, Flow Packets/s, Fwd Header Length, Fwd Header Length, Label\nx,10.0.0.1,5,192.0.2.7,80,6,7/7/2017 3:30,3000000,2,1,12,6,6,1,40,40,BENIGN\ny,10.0.0.1,5,192.0.2.7,80,6,8/7/2017 3:30,0,1,0,6,0,Infinity,NaN,20,20,Web Attack \u2013 XSS\n",
  "Dst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts,Flow Pkts/s,Label\n22,6,14/02/2018 08:31:01,1000000,4,3,100,200,7,Benign\nDst Port,Protocol,Timestamp,Flow Duration,Tot Fwd Pkts,Tot Bwd Pkts,TotLen Fwd Pkts,TotLen Bwd Pkts,Flow Pkts/s,Label\n22,6,14/02/2018 08:31:02,-1,4,3,100,200,7,SSH-Bruteforce\n",
  "id,dur,proto,service,state,spkts,dpkts,sbytes,dbytes,rate,attack_cat,label\n1,0.5,tcp,http,FIN,6,4,600,1200,20,Normal,0\n2,0.25,udp,-,INT,2,0,80,0,8,Exploits,1\n",
  `0,tcp,http,SF,100,2000,${CONNECTION},normal.\n184,tcp,telnet,SF,1500,3000,${CONNECTION},buffer_overflow.\n`,
  `0,tcp,ftp_data,SF,300,0,${CONNECTION},warezclient,15\n5,udp,domain_u,S0,40,80,${CONNECTION},normal,21\n`,
  "StartTime,Dur,Proto,SrcAddr,Sport,Dir,DstAddr,Dport,State,sTos,dTos,TotPkts,TotBytes,SrcBytes,Label\n2011/08/16 10:02:08.872739,0.5,tcp,10.0.0.1,1039,   ->,192.0.2.7,80,SPA_SPA,0,0,10,1800,600,flow=From-Botnet-V47\n2011/08/16 10:02:09,0.25,udp,192.0.2.7,53,  <-,10.0.0.1,0x0105,CON,0,0,2,200,80,flow=Background\n1970/01/01 01:00:00,0,man,-,,,-,,,0,0,1,0,0,\n",
  "StartTime\tDur\tProto\tSrcAddr\tSport\tDir\tDstAddr\tDport\tState\tTotPkts\tTotBytes\tSrcBytes\tSrcPkts\n1970/01/01 01:01:21.926904\t20.25\ticmp\t10.0.0.1\t0x0008\t <->\t192.0.2.7\t\tECO\t13\t2144\t926\t7\n",
  '{"ts":1700000000.5,"uid":"C1","id.orig_h":"10.0.0.1","id.orig_p":5,"id.resp_h":"192.0.2.7","id.resp_p":80,"proto":"tcp","duration":1.5,"orig_ip_bytes":600,"resp_ip_bytes":1200,"orig_pkts":6,"resp_pkts":4,"conn_state":"SF"}\n{"ts":"2023-11-14T22:13:21Z","id.orig_h":"fe80::1","proto":"icmp","orig_pkts":1}\nnot json\n',
  '{"timestamp":"2021-06-06T16:15:00.1+0200","event_type":"flow","flow_id":7,"src_ip":"10.0.0.1","src_port":5,"dest_ip":"192.0.2.7","dest_port":80,"proto":"TCP","app_proto":"failed","flow":{"pkts_toserver":4,"pkts_toclient":4,"bytes_toserver":264,"bytes_toclient":240,"start":"2021-06-06T16:14:42.058686+0200","end":"2021-06-06T16:14:42.776316+0200","state":"closed","alerted":true}}\n{"timestamp":"2021-06-06T16:15:00.1+0200","event_type":"alert","alert":{"signature":"x"}}\n',
  '[{"duration_ms":1500,"packets":10,"src_bytes":600,"dst_bytes":1200,"label":"ok"},\n {"duration_ms":null,"packets":1,"src_bytes":60,"dst_bytes":0,"nested":{"a":[1,2]}}]\n',
  "time_ms;session time (ms);pkts;bytes out;bytes in;class\n1700000000000;1500;10;600;1200;web\n1700000001000;20;3;180;60;scan\n",
  "ts dur pkts src_bytes dst_bytes\n1700000000 0.5 10 600 1200\n1700000001 1.5 4 160 90\n",
].map(bytesOf);
