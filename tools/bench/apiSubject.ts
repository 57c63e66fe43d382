import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../../test/harness/pulumi/childProcess";
import { type Simulator, startSimulator } from "../../test/harness/simulator";
import type { Operation } from "./operations";
import type { Conditions } from "./rateLimit";
import type { Keys, Subject, Timing } from "./subject";

/** The requests to JetEmail that the work requires, sent from a separate process without Pulumi. */
export class ApiSubject implements Subject {
  readonly isReal = true;
  readonly stateBytes = undefined;
  readonly #folder = mkdtempSync(path.join(tmpdir(), "jetemail-api-"));

  private constructor(
    readonly simulator: Simulator,
    private readonly env: Conditions["env"],
  ) {}

  static async open({ simulator, env }: Conditions): Promise<ApiSubject> {
    return new ApiSubject(await startSimulator(simulator), env);
  }

  async perform(operation: Operation, keys: Keys): Promise<Timing> {
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
      env: {
        ...process.env,
        JETEMAIL_REQUESTS_PER_MINUTE: undefined,
        JETEMAIL_API_KEY: accountKey,
        JETEMAIL_BASE_URL: url,
        ...this.env,
      },
    });
    return JSON.parse(answer) as Timing;
  }

  async close(): Promise<void> {
    await this.simulator.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
