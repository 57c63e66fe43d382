import { OPERATIONS, type Operation, SYSTEMS, type SystemName } from "./operations";
import type { Result } from "./results";

/** The growth of an operation's time, as an exponent of the number of keys. */
export interface Growth {
  readonly system: SystemName;
  readonly operation: Operation;
  /** Over all sizes. */
  readonly exponent: number;
  /** Between the two largest sizes, where the start-up time matters least. */
  readonly atTheEnd: number;
}

export function growthOf(results: readonly Result[]): Growth[] {
  return SYSTEMS.flatMap((system) =>
    OPERATIONS.flatMap((operation) => {
      const points = results
        .filter((result) => result.system === system && result.operation === operation)
        .map(({ keys, seconds }): Point => [Math.log(keys), Math.log(seconds)])
        .sort(([a], [b]) => a - b);
      return points.length < 2
        ? []
        : [{ system, operation, exponent: slope(points), atTheEnd: slope(points.slice(-2)) }];
    }),
  );
}

type Point = [x: number, y: number];

/** The slope of the least-squares line. */
function slope(points: readonly Point[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const x = mean(points.map(([each]) => each));
  const y = mean(points.map(([, each]) => each));
  const above = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  const below = points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
  return Math.round((100 * above) / below) / 100;
}
