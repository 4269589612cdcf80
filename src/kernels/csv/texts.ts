import type { KernelArena } from "../wasm/instance.ts";
import type { CsvExports } from "./exports.ts";

/** Bytes before the addresses of slots, offsets and texts; see src/kernels/assembly/csv/texts.ts. */
const RECORD_BYTES = 32;
const SLOT_BYTES = 8;
/** The kernel compares up to here past the end of a text. */
const PADDING = 16;
/** The addresses of a network are among so many. */
const LEAST_TEXTS = 1 << 14;

/**
 * The distinct texts of a column that were met lately, by codes in order of their appearance since it was last empty.
 *
 * It is to be emptied when it is nearly full, so it takes as little memory for a column of names as for one of unique texts.
 */
export class CsvTexts {
  readonly address: number;
  readonly #arena: KernelArena<CsvExports>;
  readonly #mostTexts: number;
  readonly #mostBytes: number;
  readonly #slots: number;
  readonly #slotCount: number;
  readonly #offsets: number;
  readonly #bytes: number;

  /** @param blockBytes Most bytes of all texts of a block. */
  constructor(arena: KernelArena<CsvExports>, blockRows: number, blockBytes: number) {
    this.#arena = arena;
    this.#mostTexts = Math.max(LEAST_TEXTS, blockRows * 2);
    this.#mostBytes = blockBytes * 2;
    this.#slotCount = 1;
    while (this.#slotCount < this.#mostTexts * 2) this.#slotCount *= 2;
    this.address = arena.allocate(RECORD_BYTES);
    this.#slots = arena.allocate(this.#slotCount * SLOT_BYTES);
    this.#offsets = arena.allocate((this.#mostTexts + 1) * 4);
    this.#bytes = arena.allocate(this.#mostBytes + PADDING);
    this.clear();
  }

  /** Whether a block's texts fit. */
  hasRoom(rows: number, bytes: number): boolean {
    const [size, used] = this.#arena.u32(this.address, 2) as unknown as [number, number];
    return size + rows <= this.#mostTexts && used + bytes <= this.#mostBytes;
  }

  /** The bytes of all texts, and where each begins and the last ends; valid until the next block. */
  texts(): { bytes: Uint8Array; offsets: Uint32Array } {
    const [size, used] = this.#arena.u32(this.address, 2) as unknown as [number, number];
    return {
      bytes: this.#arena.u8(this.#bytes, used),
      offsets: this.#arena.u32(this.#offsets, size + 1),
    };
  }

  /** Forgets all texts. */
  clear(): void {
    this.#arena.u32(this.#slots, this.#slotCount * 2).fill(0);
    this.#arena.u32(this.#offsets, 1)[0] = 0;
    // A new start each time, so that no file can be made whose texts all fall into one place.
    const [seed] = crypto.getRandomValues(new Uint32Array(1));
    const record = [0, 0, seed!, this.#slotCount - 1, this.#slots, this.#offsets, this.#bytes];
    this.#arena.u32(this.address, record.length).set(record);
  }
}
