import { FAULT_KINDS } from "./faultKinds";

/** What became of the operations that a fault struck. */
export type Result = "absorbed" | "failed" | "partial" | "crashed" | "adopted";

/** A kind of its own: the whole engine dies, and the provider process with it. */
export const ENGINE_KILL = "kill -9, real engine";

export type Row = { injected: number } & Record<Result, number>;

/** Counts faults by their kind and by what became of the operations they struck. */
export class Tally {
  readonly rows = new Map<string, Row>();

  add(kind: string, hits: number, results: readonly Result[]): void {
    const row = this.rows.get(kind) ?? { injected: 0, absorbed: 0, failed: 0, partial: 0, crashed: 0, adopted: 0 };
    row.injected += hits;
    for (const result of results) {
      row[result] += hits;
    }
    this.rows.set(kind, row);
  }

  merge(other: Tally): void {
    for (const [kind, { injected, ...results }] of other.rows) {
      this.add(kind, 0, []);
      const row = this.rows.get(kind) as Row;
      row.injected += injected;
      for (const [result, count] of Object.entries(results)) {
        row[result as Result] += count;
      }
    }
  }

  get faults(): number {
    return [...this.rows.values()].reduce((sum, { injected }) => sum + injected, 0);
  }

  toString(): string {
    const heads = [
      "fault",
      "injected",
      "absorbed",
      "failed cleanly",
      "partial result",
      "crash as well",
      "adopted after",
    ];
    const rows = [...Object.keys(FAULT_KINDS), ENGINE_KILL].flatMap((kind) => {
      const row = this.rows.get(kind);
      return row
        ? [[kind, row.injected, row.absorbed, row.failed, row.partial, row.crashed, row.adopted].map(String)]
        : [];
    });
    const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)));
    const line = (cells: string[]) =>
      cells
        .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join("  ");
    return [line(heads), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
  }
}
