import { OPERATIONS, type Operation, SYSTEMS, type SystemName } from "./operations";
import type { Result } from "./results";

/** A colour-blind-safe palette (Okabe and Ito). */
const COLOURS: Record<SystemName, string> = {
  "pulumi-jetemail": "#0072b2",
  plugin: "#56b4e9",
  "plugin-yaml": "#e69f00",
  naive: "#d55e00",
  floor: "#555555",
  command: "#cc79a7",
  api: "#009e73",
};

const PANEL = { width: 300, height: 240, left: 48, right: 14, top: 30, bottom: 34 };
const COLUMNS = 3;

/** Seconds by number of keys, on logarithmic axes: one panel per operation, one line per system. */
export function chart(results: readonly Result[]): string {
  const width = COLUMNS * PANEL.width;
  const height = Math.ceil((OPERATIONS.length + 1) / COLUMNS) * PANEL.height;
  const scales = scalesFor(results);
  const panels = OPERATIONS.map((operation, index) => at(index, panel(results, operation, scales)));
  const legend = at(OPERATIONS.length, legendOf(results));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif" font-size="11" fill="#222">
<title>Seconds by number of keys, per operation and system</title>
<rect width="${width}" height="${height}" fill="#fff"/>
${[...panels, legend].join("\n")}
</svg>
`;
}

interface Scales {
  readonly sizes: number[];
  readonly decades: number[];
  x(keys: number): number;
  y(seconds: number): number;
}

/** The same for all panels, so that operations can be compared too. */
function scalesFor(results: readonly Result[]): Scales {
  const sizes = [...new Set(results.map(({ keys }) => keys))].sort((a, b) => a - b);
  const logs = results.map(({ seconds }) => Math.log10(Math.max(seconds, 0.001)));
  const [lowest, highest] = [Math.floor(Math.min(...logs)), Math.ceil(Math.max(...logs))];
  const decades = Array.from({ length: highest - lowest + 1 }, (_, index) => 10 ** (lowest + index));
  return {
    sizes,
    decades,
    x: scale(Math.min(...sizes), Math.max(...sizes), PANEL.left + 8, PANEL.width - PANEL.right - 8),
    y: scale(10 ** lowest, 10 ** highest, PANEL.height - PANEL.bottom, PANEL.top),
  };
}

function scale(first: number, last: number, from: number, to: number): (value: number) => number {
  const range = Math.log(last / first);
  return (value) => round(range === 0 ? (from + to) / 2 : from + (Math.log(value / first) / range) * (to - from));
}

function panel(results: readonly Result[], operation: Operation, { sizes, decades, x, y }: Scales): string {
  const [left, right] = [PANEL.left, PANEL.width - PANEL.right];
  const bottom = PANEL.height - PANEL.bottom;
  const lines = SYSTEMS.map((system) => {
    const points = results
      .filter((result) => result.operation === operation && result.system === system)
      .map(({ keys, seconds }) => [x(keys), y(seconds)] as const);
    return line(points, COLOURS[system]);
  });
  return [
    `<text x="${left}" y="18" font-size="13" font-weight="bold">${operation}</text>`,
    ...decades.map(
      (seconds) =>
        `<path d="M${left} ${y(seconds)}H${right}" stroke="#ddd"/><text x="${left - 6}" y="${y(seconds) + 4}" text-anchor="end">${seconds} s</text>`,
    ),
    ...sizes.map((keys) => `<text x="${x(keys)}" y="${bottom + 16}" text-anchor="middle">${keys}</text>`),
    `<text x="${(left + right) / 2}" y="${bottom + 30}" text-anchor="middle" fill="#666">keys</text>`,
    ...lines,
  ].join("\n");
}

function line(points: readonly (readonly [number, number])[], colour: string): string {
  const dots = points.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`);
  const path = `<polyline points="${points.join(" ")}" fill="none" stroke="${colour}" stroke-width="2"/>`;
  return points.length === 0 ? "" : [path, ...dots].join("");
}

function legendOf(results: readonly Result[]): string {
  const systems = SYSTEMS.filter((name) => results.some(({ system }) => system === name));
  const entries = systems.map((system, index) => {
    const y = PANEL.top + 20 + index * 24;
    const sample: [number, number][] = [PANEL.left, PANEL.left + 30].map((x) => [x, y]);
    return `${line(sample, COLOURS[system])}<text x="${PANEL.left + 40}" y="${y + 4}" font-size="13">${system}</text>`;
  });
  return entries.join("\n");
}

function at(index: number, content: string): string {
  const [column, row] = [index % COLUMNS, Math.floor(index / COLUMNS)];
  return `<g transform="translate(${column * PANEL.width} ${row * PANEL.height})">\n${content}\n</g>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
