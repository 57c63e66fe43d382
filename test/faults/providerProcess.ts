import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { DynamicProvider, type StartOptions } from "../harness/dynamicProvider";
import { repository } from "../harness/repository";

const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/empty_pb",
);

/** What the engine calls of a provider, and what the provider showed meanwhile. */
export type Provider = Pick<DynamicProvider, "check" | "diff" | "create" | "read" | "update" | "delete" | "shown"> & {
  /** Tells it to stop, as the engine does at the first Ctrl-C. */
  cancel(): Promise<void>;
  /** Ends its process at once; calls under way fail. */
  kill(): Promise<void>;
};

/** Keeps what Node compiles of the provider process: a run starts it a thousand times. */
export class CompileCache {
  readonly #folder = mkdtempSync(path.join(tmpdir(), "jetemail-faults-"));

  get env(): Record<string, string> {
    return { NODE_COMPILE_CACHE: this.#folder };
  }

  /** A process that is killed writes down nothing, so one has to end by itself. */
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

/** Pulumi's dynamic-provider process, one of many: the driver's own `closeAll` ends all of them. */
export async function startProvider(options: Omit<StartOptions, "cwd">): Promise<Provider> {
  const provider = await DynamicProvider.start({ cwd: repository, ...options });
  const { child, closed } = provider.process;
  const client = provider.client;
  return {
    check: (olds, news) => provider.check(olds, news),
    diff: (id, olds, news) => provider.diff(id, olds, news),
    create: (inputs) => provider.create(inputs),
    read: (id, state, inputs) => provider.read(id, state, inputs),
    update: (id, olds, news) => provider.update(id, olds, news),
    delete: (id, properties) => provider.delete(id, properties),
    get shown() {
      return provider.shown;
    },
    cancel: () => new Promise((resolve) => client.cancel(new Empty(), () => resolve())),
    async kill() {
      child.kill("SIGKILL");
      await closed;
      client.close();
    },
  };
}
