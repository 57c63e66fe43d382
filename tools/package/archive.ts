import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { create } from "tar";
import { repository } from "../../test/harness/repository";
import { type Bundle, bundlePlugin } from "./bundle";
import { makeExecutable } from "./executable";
import { LAUNCHERS, PROGRAM } from "./launchers";
import { licenceOfNode, licencesOf } from "./licences";
import { executableArchive, SMALL_ARCHIVE } from "./release";

export type Kind = keyof typeof KINDS;

/** What a kind of archive holds beside this package's licence and those of what is bundled. */
const KINDS = {
  executable: {
    name: executableArchive(process),
    fill: async ({ code }: Bundle, folder: string) => {
      const file = `pulumi-resource-jetemail${process.platform === "win32" ? ".exe" : ""}`;
      await makeExecutable(code, path.join(folder, file));
      return [file];
    },
    further: licenceOfNode,
  },
  small: {
    name: SMALL_ARCHIVE,
    fill: async ({ code }: Bundle, folder: string) => {
      await writeFile(path.join(folder, PROGRAM), code);
      for (const [file, script] of Object.entries(LAUNCHERS)) {
        await writeFile(path.join(folder, file), script, { mode: 0o755 });
      }
      return [...Object.keys(LAUNCHERS), PROGRAM];
    },
    further: () => "",
  },
};

export const ALL_KINDS = Object.keys(KINDS) as Kind[];

/** Writes an archive to a folder, and answers its path. The same source and Node make the same bytes. */
export async function writeArchive(kind: Kind, out: string): Promise<string> {
  const { name, fill, further } = KINDS[kind];
  const folder = await mkdtemp(path.join(tmpdir(), "jetemail-archive-"));
  try {
    const bundle = await bundlePlugin();
    const executables = await fill(bundle, folder);
    await copyFile(path.join(repository, "LICENSE"), path.join(folder, "LICENSE"));
    await writeFile(path.join(folder, "THIRD-PARTY-LICENSES.txt"), licencesOf(bundle.packages) + further());
    const file = path.join(out, name);
    const options = { cwd: folder, file, gzip: { level: 9 }, portable: true, mtime: new Date(0) };
    await create(options, ["LICENSE", "THIRD-PARTY-LICENSES.txt", ...executables].sort());
    return file;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
