import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import path from "node:path";
import { run } from "../harness/pulumi/childProcess";
import { repository } from "../harness/repository";
import { npm } from "./commands";

const NOT_IN_A_CHECKOUT = [".git", "node_modules", "dist", "coverage"];

export interface PackedPackage {
  readonly tarball: string;
  /** What the tarball holds. */
  readonly contents: string;
  /** The checkout it was made of, with its dependencies; what was packed is built. */
  readonly checkout: string;
}

/** Packs a package as a release does, in a fresh checkout: only `prepack` can have built what is in it. */
export async function packPackage(folder: string, place = "."): Promise<PackedPackage> {
  const checkout = path.join(folder, "checkout");
  cpSync(repository, checkout, {
    recursive: true,
    filter: (source) => !NOT_IN_A_CHECKOUT.includes(path.basename(source)),
  });
  symlinkSync(path.join(repository, "node_modules"), path.join(checkout, "node_modules"));
  const tarball = await pack(path.join(checkout, place), path.join(folder, "packed"));
  const contents = path.join(folder, "contents");
  await unpack(tarball, contents);
  return { tarball, contents, checkout };
}

/** Packs the package in `folder` and answers the tarball, the only file in `destination`. */
export async function pack(folder: string, destination: string): Promise<string> {
  mkdirSync(destination);
  await npm(folder, "pack", "--silent", "--pack-destination", destination);
  const [tarball = ""] = readdirSync(destination);
  return path.join(destination, tarball);
}

export async function unpack(tarball: string, folder: string): Promise<void> {
  mkdirSync(folder);
  await run("tar", ["-xzf", tarball, "--strip-components=1", "-C", folder], { env: process.env });
}
