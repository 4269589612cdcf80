/**
 * Kernel rows as floats, shared over all pairs of classes: a row is filled class by class when a pair asks for it, and the row whose last
 * use is longest ago gives way.
 */
import { floatRow } from "./floats";
import { Solver } from "./solver";

/** Fills an empty cache. The arrays hold rows, slots, slots, slots numbers of 32 bits and slots * classes bytes. */
export function openCache(
  s: Solver,
  cache: usize,
  slots: i32,
  slotOf: usize,
  rowOf: usize,
  newer: usize,
  older: usize,
  filled: usize,
): void {
  s.cache = cache;
  s.slots = slots;
  s.usedSlots = 0;
  s.slotOf = slotOf;
  s.rowOf = rowOf;
  s.newer = newer;
  s.older = older;
  s.newest = -1;
  s.oldest = -1;
  s.filled = filled;
  memory.fill(slotOf, 0xff, (<usize>s.rows) << 2);
}

/** Address of the kernel row of `row`, filled for both classes of the pair; valid until two other rows are asked for. */
export function kernelRow(s: Solver, row: i32): usize {
  let slot = load<i32>(s.slotOf + ((<usize>row) << 2));
  if (slot < 0) {
    slot = takeSlot(s);
    store<i32>(s.slotOf + ((<usize>row) << 2), slot);
    store<i32>(s.rowOf + ((<usize>slot) << 2), row);
    memory.fill(s.filled + <usize>slot * <usize>s.classes, 0, s.classes);
    pushNewest(s, slot);
  } else if (slot !== s.newest) {
    unlink(s, slot);
    pushNewest(s, slot);
  }
  const out = s.cache + ((<usize>slot * <usize>s.rows) << 2);
  fill(s, row, slot, s.aClass, s.aFrom, s.aRows, out);
  fill(s, row, slot, s.bClass, s.bFrom, s.bRows, out);
  return out;
}

function fill(s: Solver, row: i32, slot: i32, group: i32, from: i32, count: i32, out: usize): void {
  const mark = s.filled + <usize>slot * <usize>s.classes + <usize>group;
  if (load<u8>(mark) !== 0) return;
  store<u8>(mark, 1);
  floatRow(s, row, from, from + count, out);
  s.budget -= <f64>count * (1.5 + 0.1 * <f64>s.columns);
}

function takeSlot(s: Solver): i32 {
  if (s.usedSlots < s.slots) return s.usedSlots++;
  const slot = s.oldest;
  store<i32>(s.slotOf + ((<usize>load<i32>(s.rowOf + ((<usize>slot) << 2))) << 2), -1);
  unlink(s, slot);
  return slot;
}

function pushNewest(s: Solver, slot: i32): void {
  const before = s.newest;
  store<i32>(s.newer + ((<usize>slot) << 2), -1);
  store<i32>(s.older + ((<usize>slot) << 2), before);
  if (before < 0) s.oldest = slot;
  else store<i32>(s.newer + ((<usize>before) << 2), slot);
  s.newest = slot;
}

function unlink(s: Solver, slot: i32): void {
  const newer = load<i32>(s.newer + ((<usize>slot) << 2));
  const older = load<i32>(s.older + ((<usize>slot) << 2));
  if (newer < 0) s.newest = older;
  else store<i32>(s.older + ((<usize>newer) << 2), older);
  if (older < 0) s.oldest = newer;
  else store<i32>(s.newer + ((<usize>older) << 2), newer);
}
