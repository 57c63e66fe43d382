import { Rehearsal } from "../../tools/rehearsal/rehearsal";
import { play } from "../../tools/rehearsal/story";

const LIMIT = 20 * 60_000;

test(
  "the rehearsal: a commit's way through dev, staging and prod, drift, a rotation, a revert and a leaked token",
  async () => {
    const rehearsal = await Rehearsal.create(() => {});
    try {
      await play(rehearsal).catch((error: Error) => {
        throw new Error(`${error.message}\n${rehearsal.log}`);
      });
      const headings = rehearsal.log.split("\n").filter((line) => line.startsWith("#"));
      for (const part of [/dev/, /staging/, /prod/, /drift/i, /rotation/i, /revert/]) {
        expect(headings.some((heading) => part.test(heading))).toBe(true);
      }
      expect(headings.filter((heading) => heading.startsWith("## "))).toHaveLength(rehearsal.steps);
    } finally {
      await rehearsal.close();
    }
  },
  LIMIT,
);

test("a failed command or expectation ends the rehearsal", async () => {
  const rehearsal = await Rehearsal.create(() => {});
  try {
    const deploy = rehearsal.step("A stack that nobody has made", async () => {
      await rehearsal.workflow("up.yml", ["up"], { stack: "dev" });
    });
    await expect(deploy).rejects.toThrow(/^Step 1: `if \[ -f plan\.json [^`]*` ended with exit code \d+/);
    const check = rehearsal.step("A check", async () => rehearsal.expect(false, "the impossible"));
    await expect(check).rejects.toThrow("Step 2 expected: the impossible.");
  } finally {
    await rehearsal.close();
  }
});
