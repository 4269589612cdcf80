import type { ResultPayload } from "../core/mod.ts";

/** What is known of one kind of payload. */
export interface PayloadKind<P extends ResultPayload> {
  mime: string;
  type: P["type"];
  /** JSON schema (draft 2020-12). */
  schema: Record<string, unknown>;
  /** What a schema cannot say (lengths, order, sums), as sentences; called with data that the schema has passed. */
  problems(payload: P): string[];
  /** Complete and static, at most MAX_HTML_BYTES. */
  html(payload: P): string;
  text(payload: P): string;
}
