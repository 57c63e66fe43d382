import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { generateSdks, SDKS } from "../../tools/sdks/sdks";
import { findOnPath } from "../harness/pulumi/executables";
import { repository } from "../harness/repository";
import { toolOrNotice } from "../harness/toolOrNotice";
import { LIMIT } from "./limit";

/** What a build leaves in an SDK's folder. */
const BUILT = ["bin", "node_modules"];

function contentsOf(place: string): Record<string, string> {
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map(({ parentPath, name }) => path.relative(place, path.join(parentPath, name)))
      .filter((file) => !BUILT.includes(file.split(path.sep)[0] ?? ""))
      .map((file) => [file, readFileSync(path.join(place, file), "utf8")]),
  );
}

test(
  "`npm run sdks` writes what is committed",
  async () => {
    const go = await toolOrNotice("that the SDKs are those of the schema", async () => {
      const found = await findOnPath("go", process.env);
      if (found === undefined) {
        throw new Error("There is no go on PATH: install Go.");
      }
      return found;
    });
    if (go === undefined) {
      return;
    }
    const folder = mkdtempSync(path.join(tmpdir(), "jetemail-sdks-"));
    try {
      generateSdks(folder);
      for (const name of Object.values(SDKS)) {
        expect(contentsOf(path.join(repository, "sdk", name))).toEqual(contentsOf(path.join(folder, name)));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
  LIMIT,
);
