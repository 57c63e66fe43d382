import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../test/harness/pulumi/childProcess";
import { type Simulator, startSimulator } from "../../test/harness/simulator";
import type { Operation } from "./operations";
import type { Keys, Subject, Timing } from "./subject";

/** The requests to JetEmail that the work requires, sent from a separate process without Pulumi. */
export class ApiSubject implements Subject {
  readonly isReal = true;
  readonly stateBytes = undefined;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "jetemail-api-"));

  private constructor(readonly simulator: Simulator) {}

  static async open(): Promise<ApiSubject> {
    return new ApiSubject(await startSimulator());
  }

  async perform(operation: Operation, keys: Keys): Promise<Timing | undefined> {
    if (operation === "preview") {
      return undefined;
    }
    const file = path.join(this.#folder, "work.json");
    const settings = Object.entries(keys).map(([name, args]) => ({
      name,
      allowAllDomains: false,
      ipRestrictions: [],
      ...args,
    }));
    writeFileSync(file, JSON.stringify({ settings, tokens: this.simulator.keys.map(({ token }) => token) }));
    const { accountKey, url } = this.simulator;
    const answer = await run(process.execPath, [path.join(__dirname, "programs", "api.js"), operation, file], {
      env: { ...process.env, JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url },
    });
    return JSON.parse(answer) as Timing;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
