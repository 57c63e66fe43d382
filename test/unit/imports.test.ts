import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { repository } from "../harness/repository";

/** From top to bottom: a folder imports from itself and from those below it. */
const LAYERS = [
  "sdk/nodejs",
  "provider",
  "provider/dynamic",
  "provider/plugin",
  "provider/shell",
  "provider/lookup",
  "provider/pair",
  "provider/key",
  "provider/run",
  "provider/config",
  "provider/jetemail",
  "provider/jetemail/http",
  "provider/processes",
  "provider/values",
  "provider/errors",
];

const sources = globSync("{sdk/nodejs,provider}/**/*.ts", { cwd: repository });

function importsOf(file: string): string[] {
  const text = readFileSync(path.join(repository, file), "utf8");
  return [...text.matchAll(/(?:from|require\(|import\() ?"([^"]+)"/g)].map(([, specifier = ""]) =>
    specifier.startsWith(".") ? path.join(path.dirname(file), specifier) : specifier,
  );
}

/** The layer of a file or module of this repository. */
function layerOf(file: string): number {
  return LAYERS.indexOf(LAYERS.filter((folder) => file.startsWith(`${folder}/`)).at(-1) ?? "");
}

/** The plugin loads the protocol alone: the whole of `@pulumi/pulumi` takes most of a second. */
function mayImport(layer: number, target: string): boolean {
  return target.startsWith("@pulumi/pulumi/proto/")
    ? layer <= LAYERS.indexOf("provider/plugin")
    : layer <= LAYERS.indexOf("provider/dynamic");
}

test("imports point down the layers, and only the top layers import @pulumi/pulumi", () => {
  const wrong = sources.flatMap((file) =>
    importsOf(file)
      .filter((target) =>
        target.startsWith("@pulumi/")
          ? !mayImport(layerOf(file), target)
          : layerOf(target) >= 0 && layerOf(target) < layerOf(file),
      )
      .map((target) => `${file} -> ${target}`),
  );
  expect(sources.length).toBeGreaterThan(50);
  expect(wrong).toEqual([]);
});
