import type { FaultHit, RoundResult } from "../../test/harness/scenarios/runRound";
import { FAULT_KINDS } from "../../test/harness/simulator";

/** A kind that only the real engine shows: it is killed, and its provider process with it. */
const ENGINE_KILL = "kill -9, real engine";

type Row = { injected: number; adopted: number } & Record<RoundResult, number>;

const COLUMNS: Readonly<Record<keyof Row, string>> = {
  injected: "injected",
  absorbed: "absorbed",
  failed: "failed cleanly",
  partial: "partial result",
  crashed: "crash as well",
  adopted: "adopted after",
};

/** Counts faults by their kind, and by what became of the operations that they hit. */
export class FaultTable {
  readonly #rows = new Map<string, Row>();

  add({ kind, hits, result, adopted }: FaultHit): void {
    const row = this.#rows.get(kind) ?? { injected: 0, absorbed: 0, failed: 0, partial: 0, crashed: 0, adopted: 0 };
    row.injected += hits;
    row[result] += hits;
    row.adopted += adopted ? hits : 0;
    this.#rows.set(kind, row);
  }

  addEngineKills(kills: number): void {
    this.add({ kind: ENGINE_KILL, hits: kills, result: "crashed", adopted: false });
  }

  get faults(): number {
    return [...this.#rows.values()].reduce((sum, { injected }) => sum + injected, 0);
  }

  toString(): string {
    const columns = Object.entries(COLUMNS) as [keyof Row, string][];
    const head = ["fault", ...columns.map(([, title]) => title)];
    const rows = [...FAULT_KINDS.map(({ name }) => name), ENGINE_KILL].flatMap((kind) => {
      const row = this.#rows.get(kind);
      return row ? [[kind, ...columns.map(([column]) => String(row[column]))]] : [];
    });
    const widths = head.map((_, column) => Math.max(...[head, ...rows].map((cells) => cells[column]?.length ?? 0)));
    const line = (cells: readonly string[]) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ");
    return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
  }
}
