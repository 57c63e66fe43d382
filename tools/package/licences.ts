import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../../test/harness/repository";

/** The names and licence texts of packages, each as the package has them. */
export function licencesOf(packages: readonly string[]): string {
  return packages.map((folder) => licenceOf(path.join(repository, folder))).join("");
}

/** That of the Node that runs this, which also has those of what Node is made of. */
export function licenceOfNode(): string {
  // In Node's archive for Windows, in the others, and in the npm package "node".
  const places = ["LICENSE", "../LICENSE", "../node_modules/node-*/LICENSE"];
  const folder = path.dirname(process.execPath);
  const [file] = places.flatMap((place) => globSync(place, { cwd: folder }));
  if (file === undefined) {
    throw new Error(`${process.execPath} has no LICENSE beside it: run \`npm ci\`, or an official build of Node.`);
  }
  return section(`Node.js ${process.version}`, readFileSync(path.join(folder, file), "utf8"));
}

function licenceOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
    license: string;
  };
  const files = globSync("{LICENSE,LICENCE,NOTICE,COPYING}*", { cwd: folder }).sort();
  if (files.length === 0) {
    throw new Error(`${name} ${version} (${license}) has no licence text.`);
  }
  const texts = files.map((file) => readFileSync(path.join(folder, file), "utf8").trim());
  return section(`${name} ${version} (${license})`, texts.join("\n\n"));
}

function section(title: string, text: string): string {
  return `${"=".repeat(80)}\n${title}\n${"=".repeat(80)}\n\n${text.trim()}\n\n`;
}
