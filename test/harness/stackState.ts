import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Record<string, unknown>;
  readonly outputs: Record<string, unknown>;
  readonly initErrors?: string[];
  /** Where the program declares it: `project:///index.js#12,3`. */
  readonly sourcePosition?: string;
}

/** The keys in what `pulumi stack export` prints, by logical name; secrets stay encrypted. */
export function keysOf(exported: string): Record<string, StateResource> {
  const { deployment } = JSON.parse(exported) as { deployment: { resources?: StateResource[] } };
  const keys = (deployment.resources ?? []).filter(({ type }) => type.endsWith(":TransactionalKey"));
  return Object.fromEntries(keys.map((key) => [key.urn.split("::").at(-1), key]));
}

/** The files that a file backend keeps in its folder, each as text. */
export function stateFilesIn(backend: string): string[] {
  const folder = path.join(backend, ".pulumi");
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8"));
}
