import { chmod, copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../test/harness/pulumi/childProcess";
import { PROGRAM } from "./launchers";

/** Marks in every Node whether a program has been put in: https://nodejs.org/api/single-executable-applications.html */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";
const { env, execPath, platform } = process;

/**
 * Makes one executable of a program and the Node that runs this, for the platform that this runs on.
 *
 * Its code is compiled ahead, which halves the time to start. A fixed seed lets the same program and Node make the same
 * bytes; V8 accepts them under any other seed. On macOS it is signed again, since an unsigned executable does not start on
 * Apple silicon. On Windows the signature of Node's own executable no longer holds. Of the platforms, only linux-amd64 is run
 * by the tests of this repository.
 */
export async function makeExecutable(code: Uint8Array, file: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), "jetemail-executable-"));
  try {
    // Relative, because the path of the program is kept in the executable.
    const config = {
      main: PROGRAM,
      output: "program.blob",
      useCodeCache: true,
      disableExperimentalSEAWarning: true,
      execArgvExtension: "none", // NODE_OPTIONS is meant for another Node
    };
    await writeFile(path.join(folder, PROGRAM), code);
    await writeFile(path.join(folder, "config.json"), JSON.stringify(config));
    await run(execPath, ["--random-seed=1", "--experimental-sea-config", "config.json"], { cwd: folder, env });
    await copyFile(execPath, file);
    await chmod(file, 0o755);
    await codesign("--remove-signature", file);
    const blob = path.join(folder, config.output);
    const segment = platform === "darwin" ? ["--macho-segment-name", "NODE_SEA"] : [];
    const postject = require.resolve("postject/dist/cli.js");
    const args = [postject, file, "NODE_SEA_BLOB", blob, "--sentinel-fuse", FUSE, ...segment];
    await run(execPath, args, { env });
    await codesign("--sign", "-", file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function codesign(...args: string[]): Promise<void> {
  if (platform === "darwin") {
    await run("codesign", args, { env });
  }
}
