import fc from "fast-check";
import { Life } from "../../harness/life";
import { lives, type Step, useClock } from "../../harness/lifeSteps";
import { type Simulator, startSimulator } from "../../harness/simulator";

/** What a single key promises, whatever happens. The test plays the engine, as it does for a pair. */

const clock = useClock();
const SECOND = 1 / 86_400;

class SingleKey {
  readonly life: Life;
  #trigger = 0;
  /** How many rotations there may have been at most. */
  allowed = 0;
  #isUnsure = false;

  constructor(
    readonly simulator: Simulator,
    readonly rotateAfterDays: number | undefined,
  ) {
    this.life = new Life(simulator, "key");
  }

  get outs(): Record<string, unknown> {
    return this.life.state.outs;
  }

  get liveToken(): string {
    const [key, ...others] = this.simulator.keys;
    expect(others).toEqual([]);
    return key?.token ?? "";
  }

  args(quota: number): object {
    const rotationTrigger = [{ n: this.#trigger }, this.#trigger];
    return { name: "mail", quota, enabled: quota === 0, rotationTrigger, rotateAfterDays: this.rotateAfterDays };
  }

  async take(step: Step): Promise<void> {
    clock.pass(SECOND);
    const isComplete = this.outs.status !== undefined;
    if (step.kind === "period") {
      clock.pass(step.days);
      this.allowed += this.rotateAfterDays === undefined ? 0 : 1;
    } else if (step.kind === "dashboard") {
      // A key that was never seen in the list could not be told from a new one afterwards.
      if (isComplete) {
        this.simulator.edit.rotate(this.simulator.keys[0]?.uuid ?? "");
        this.allowed += 1;
      }
    } else if (step.kind === "refresh") {
      // It takes a new token without knowing what it was for.
      this.allowed += this.#isUnsure ? 1 : 0;
      await this.life.refresh(step.mishap);
    } else {
      await this.update(step, isComplete);
    }
    expect(this.simulator.keys).toHaveLength(1);
  }

  async update({ newTrigger, quota, mishap }: Step & { kind: "update" }, isComplete: boolean): Promise<void> {
    const crash = Boolean(mishap.crash) && isComplete;
    this.#trigger += newTrigger ? 1 : 0;
    this.allowed += (newTrigger ? 1 : 0) + (crash ? 1 : 0);
    this.simulator.clearRequests();
    const outcome = await this.life.up(this.args(quota), { ...mishap, crash });
    this.#isUnsure = outcome === "failed" || outcome === "crashed";
    if (outcome === "done" && this.simulator.requests.length > 0) {
      expect(this.outs.apiToken).toBe(this.liveToken);
    }
  }

  /** What holds once nothing goes wrong any more: the next update comes to its end, without a refresh before it. */
  async settle(): Promise<void> {
    clock.pass(SECOND);
    expect(["done", "nothing to do"]).toContain(await this.life.up(this.args(2)));
    await this.life.refresh();
    expect(["done", "nothing to do"]).toContain(await this.life.up(this.args(3)));
    expect(this.outs.apiToken).toBe(this.liveToken);
    expect(this.simulator.keys).toMatchObject([{ name: "mail", quota: 3, status: "disabled" }]);
    expect(await this.life.up(this.args(3))).toBe("nothing to do");
  }
}

test("whatever happens, there is one key, an update that is done knows its token, and none rotates without need", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ dialect, creation, rotateAfterDays, steps }) => {
      const simulator = await startSimulator({ dialect, now: () => Date.now() + 7 });
      const key = new SingleKey(simulator, rotateAfterDays);
      try {
        const made = await key.life.create(key.args(0), { fault: creation });
        if (made === "failed" && simulator.keys.length === 0) {
          await key.life.create(key.args(0));
        }
        for (const step of steps) {
          await key.take(step);
        }
        await key.settle();
        expect(simulator.issuedTokens.length - 1).toBeLessThanOrEqual(key.allowed);
        for (const token of [simulator.accountKey, ...simulator.issuedTokens]) {
          expect(key.life.printed.join("\n")).not.toContain(token);
        }
      } finally {
        await key.life.close();
        await simulator.close();
      }
    }),
    { seed: Number(process.env.SEED ?? 7), numRuns: Number(process.env.RUNS ?? 40) },
  );
});
