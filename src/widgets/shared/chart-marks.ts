/** The marks of a drawn chart, as far as they say what they stand for: where each lies, and what it says. */
import type { View } from "vega";

/** A mark: its box in px from the upper left corner of the drawing, what it says and what it stands for. */
export interface ChartMark {
  left: number;
  top: number;
  right: number;
  bottom: number;
  tip: unknown;
  datum: Readonly<Record<string, unknown>>;
}

/** As much of Vega's scene as is read here; its items are marks or groups of such. */
interface SceneItem {
  bounds?: { x1: number; y1: number; x2: number; y2: number };
  tooltip?: unknown;
  datum?: unknown;
  /** Of a group: where it lies, and its marks. */
  x?: number;
  y?: number;
  items?: readonly SceneMark[];
}

interface SceneMark {
  marktype?: string;
  /** Axes and legends are no marks of data. */
  role?: string;
  items?: readonly SceneItem[];
}

const DATA_ROLES = ["frame", "scope", "mark"];

/** @returns In the order in which they are drawn. */
export function marksOf(view: View): ChartMark[] {
  const [x = 0, y = 0] = view.origin();
  const found: ChartMark[] = [];
  const { root } = view.scenegraph() as unknown as { root: SceneMark };
  // Given as a number or not at all, it is read as the padding of each side.
  const { left, top } = view.padding() as { left: number; top: number };
  collect(root, x + left, y + top, found);
  return found;
}

function collect({ marktype, role, items = [] }: SceneMark, x: number, y: number, found: ChartMark[]): void {
  if (role !== undefined && !DATA_ROLES.includes(role)) return;
  for (const item of items) {
    if (marktype === "group") {
      for (const mark of item.items ?? []) collect(mark, x + (item.x ?? 0), y + (item.y ?? 0), found);
    } else if (item.bounds !== undefined && item.tooltip !== undefined && item.tooltip !== null) {
      const { x1, y1, x2, y2 } = item.bounds;
      if (![x1, y1, x2, y2].every(Number.isFinite)) continue;
      found.push({
        ...{ left: x + x1, top: y + y1, right: x + x2, bottom: y + y2 },
        tip: item.tooltip,
        datum: typeof item.datum === "object" && item.datum !== null ? { ...item.datum } : {},
      });
    }
  }
}
