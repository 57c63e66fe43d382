import fc from "fast-check";
import type { PairKey, PairOutputs } from "../../../provider/pair/model";
import { Life } from "../../harness/life";
import { type LifeCase, lives, type Step, useClock } from "../../harness/lifeSteps";
import { type Simulator, startSimulator } from "../../harness/simulator";

/**
 * What a pair promises, whatever happens: whoever holds the token that is current goes on with it through the next
 * update. The test plays the engine: it keeps what an update returns or saves half-way, and throws it away in a crash.
 */

const clock = useClock();
const SECOND = 1 / 86_400;
const NAME = "mail";

class Pair {
  readonly life: Life;
  #trigger = 0;
  /** How many rotations there may have been at most. */
  allowed = 0;
  #isUnsure = false;

  constructor(
    readonly simulator: Simulator,
    readonly rotateAfterDays: number | undefined,
  ) {
    this.life = new Life(simulator, "pair");
  }

  get outs(): PairOutputs {
    return this.life.state.outs as unknown as PairOutputs;
  }

  get keys(): PairKey[] {
    return Object.values(this.outs.keys);
  }

  get currentToken(): string {
    return this.outs.keys[this.outs.current]?.apiToken ?? "";
  }

  get liveTokens(): string[] {
    return this.simulator.keys.map(({ token }) => token);
  }

  args(quota: number): object {
    return { name: NAME, quota, rotationTrigger: { n: [this.#trigger] }, rotateAfterDays: this.rotateAfterDays };
  }

  async take(step: Step): Promise<void> {
    clock.pass(SECOND);
    const isComplete = this.keys.every(({ status }) => status !== undefined);
    if (step.kind === "period") {
      clock.pass(step.days);
      this.allowed += this.rotateAfterDays === undefined ? 0 : 1;
    } else if (step.kind === "dashboard") {
      const previous = this.simulator.keys.find(({ token }) => token !== this.currentToken);
      // A key that was never seen in the list could not be told from a new one afterwards.
      if (previous && isComplete) {
        this.simulator.edit.rotate(previous.uuid);
        this.allowed += 1;
      }
    } else if (step.kind === "refresh") {
      // It takes a new token without knowing what it was for.
      this.allowed += this.#isUnsure ? 1 : 0;
      await this.life.refresh(step.mishap);
    } else {
      await this.update(step, isComplete);
    }
  }

  async update({ newTrigger, quota, mishap }: Step & { kind: "update" }, isComplete: boolean): Promise<void> {
    const crash = Boolean(mishap.crash) && isComplete;
    this.#trigger += newTrigger ? 1 : 0;
    this.allowed += (newTrigger ? 1 : 0) + (crash ? 1 : 0);
    const before = this.currentToken;
    const outcome = await this.life.up(this.args(quota), { ...mishap, crash });
    this.#isUnsure = outcome === "failed" || outcome === "crashed";
    expect(this.liveTokens).toContain(before);
    expect(this.liveTokens).toContain(this.currentToken);
    expect(this.simulator.keys).toHaveLength(2);
  }

  /** What holds once nothing goes wrong any more: the next update comes to its end, without a refresh before it. */
  async settle(): Promise<void> {
    clock.pass(SECOND);
    const before = this.currentToken;
    expect(["done", "nothing to do"]).toContain(await this.life.up(this.args(2)));
    await this.life.refresh();
    expect(["done", "nothing to do"]).toContain(await this.life.up(this.args(3)));
    expect(this.liveTokens).toContain(before);
    expect(this.keys.map(({ apiToken }) => apiToken).sort()).toEqual(this.liveTokens.sort());
    expect(this.simulator.keys.map(({ name, quota }) => ({ name, quota }))).toEqual([
      { name: "mail-a", quota: 3 },
      { name: "mail-b", quota: 3 },
    ]);
    expect(await this.life.up(this.args(3))).toBe("nothing to do");
  }
}

/** Found by an earlier run: the key was rotated by an update that failed, before the list had ever shown it. */
const ROTATED_BEFORE_LISTED = {
  dialect: "current",
  creation: { status: 500, skip: 2, method: "GET" },
  rotateAfterDays: undefined,
  steps: [
    {
      kind: "update",
      newTrigger: true,
      quota: 0,
      mishap: { fault: { status: 429, when: "after", skip: 1, count: 1 }, crash: false },
    },
    { kind: "dashboard" },
  ],
} as LifeCase;

test("whatever happens, the token that was current works after the update, and no third key comes to be", async () => {
  await fc.assert(
    fc.asyncProperty(lives, async ({ dialect, creation, rotateAfterDays, steps }) => {
      const simulator = await startSimulator({ dialect, now: () => Date.now() + 7 });
      const pair = new Pair(simulator, rotateAfterDays);
      try {
        const made = await pair.life.create(pair.args(0), { fault: creation });
        if (made === "failed" && simulator.keys.length === 0) {
          await pair.life.create(pair.args(0));
        } else if (made === "failed" && simulator.keys.length === 1) {
          await pair.life.up(pair.args(0));
        }
        for (const step of steps) {
          await pair.take(step);
        }
        await pair.settle();
        expect(simulator.issuedTokens.length - 2).toBeLessThanOrEqual(pair.allowed);
        for (const token of [simulator.accountKey, ...simulator.issuedTokens]) {
          expect(pair.life.printed.join("\n")).not.toContain(token);
        }
      } finally {
        await pair.life.close();
        await simulator.close();
      }
    }),
    {
      seed: Number(process.env.SEED ?? 7),
      numRuns: Number(process.env.RUNS ?? 40),
      examples: [[ROTATED_BEFORE_LISTED]],
    },
  );
});
