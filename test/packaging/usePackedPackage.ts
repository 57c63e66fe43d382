import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onShutdown } from "../harness/pulumi/shutdown";
import { type PackedPackage, packPackage } from "./packedPackage";

const LIMIT = 3 * 60_000;

export interface Manifest {
  readonly version: string;
  readonly exports: object;
  readonly dependencies: object;
  readonly bin: Record<string, string>;
  readonly engines: { readonly node: string };
}

/** Packs a package of this repository for the tests of a file, in a folder that is removed after them. */
export function usePackedPackage(place = "."): { folder: string; packed: PackedPackage; manifest: Manifest } {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "jetemail-package-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const unregister = onShutdown(remove);
  let packed: PackedPackage;
  let manifest: Manifest;

  beforeAll(async () => {
    packed = await packPackage(folder, place);
    manifest = JSON.parse(readFileSync(path.join(packed.contents, "package.json"), "utf8"));
  }, LIMIT);
  afterAll(() => {
    unregister();
    remove();
  });

  return {
    folder,
    get packed() {
      return packed;
    },
    get manifest() {
      return manifest;
    },
  };
}
