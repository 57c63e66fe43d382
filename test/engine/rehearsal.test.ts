import { Rehearsal } from "../rehearsal/rehearsal";
import { play } from "../rehearsal/story";

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
