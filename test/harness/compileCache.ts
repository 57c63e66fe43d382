import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { repository } from "./repository";

/** What Node compiles of a provider process, for runs that start hundreds of them. */
export class CompileCache {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "jetemail-compiled-"));

  get env(): Record<string, string> {
    return { NODE_COMPILE_CACHE: this.#folder };
  }

  /** Fills the cache by a process that ends by itself: one that is killed writes nothing. */
  async fill(): Promise<void> {
    const load = `
      process.argv = ["", "", "127.0.0.1:1"];
      require("@pulumi/pulumi/cmd/dynamic-provider");
      require("pulumi-jetemail/provider");
      process.exit();
    `;
    const env = { ...process.env, ...this.env };
    await promisify(execFile)(process.execPath, ["-e", load], { cwd: repository, env });
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
