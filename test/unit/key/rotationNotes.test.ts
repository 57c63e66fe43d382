import { dueNotes, updateNotes } from "../../../provider/key/rotationNotes";
import { Clock } from "../../../provider/run/clock";

const HOUR = 60 * 60 * 1000;
const ROTATED_AT = "2026-01-01T00:00:00.000Z";
const DUE_AT = "2026-01-31T00:00:00.000Z";
const BEFORE = "2026-01-30T23:59:59.999Z";
const AFTER = "2026-02-01T00:00:00.000Z";
const OLDS = { name: "receipts", rotatedAt: ROTATED_AT, rotateAfterDays: 30, rotationDueAt: DUE_AT };
const NEWS = { rotateAfterDays: 30 };
const NEXT = { ...OLDS, rotatedAt: AFTER, rotationDueAt: "2026-03-03T00:00:00.000Z" };

describe("a preview", () => {
  test("tells since when a token has been due for rotation", () => {
    expect(dueNotes(OLDS, NEWS, DUE_AT)).toEqual([
      `The token of "receipts" has been due for rotation since ${DUE_AT}: \`rotateAfterDays\` is 30. The update rotates it.`,
    ]);
  });

  test("tells what the rotation of a key that is off waits for", () => {
    expect(dueNotes(OLDS, { ...NEWS, enabled: false }, DUE_AT)).toEqual([
      `The token of "receipts" has been due for rotation since ${DUE_AT}: \`rotateAfterDays\` is 30. The first update with \`enabled: true\` rotates it.`,
    ]);
  });

  test.each<[string, Parameters<typeof dueNotes>]>([
    ["before the period is over", [OLDS, NEWS, BEFORE]],
    ["without a period", [OLDS, {}, AFTER]],
    ["with a new period, which counts from the update", [OLDS, { rotateAfterDays: 1 }, AFTER]],
    ["with a new trigger, which the preview shows itself", [OLDS, { ...NEWS, rotationTrigger: 2 }, AFTER]],
  ])("tells nothing %s", (_, args) => {
    expect(dueNotes(...args)).toEqual([]);
  });

  test("shows the name as one line", () => {
    expect(dueNotes({ ...OLDS, name: "re\nceipts" }, NEWS, AFTER)[0]).toContain('"re ceipts"');
  });
});

describe("an update", () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** A clock that is ahead of JetEmail's. */
  function clockAt(now: string, lead = 0): Clock {
    jest.spyOn(Date, "now").mockReturnValue(Date.parse(now));
    const clock = new Clock();
    clock.compare(Date.parse(now) - lead);
    return clock;
  }

  test("tells when a period that is given or changed is over", () => {
    const note = `The token of "receipts" will be rotated by the first update after ${DUE_AT}.`;
    const { rotateAfterDays, rotationDueAt, ...without } = OLDS;
    expect(updateNotes(without, NEWS, OLDS, clockAt(BEFORE))).toEqual([note]);
    expect(updateNotes({ ...OLDS, rotateAfterDays: 7 }, NEWS, OLDS, clockAt(BEFORE))).toEqual([note]);
  });

  test("tells nothing of a period that is as it was, or is taken away", () => {
    const { rotateAfterDays, rotationDueAt, ...without } = OLDS;
    expect(updateNotes(OLDS, NEWS, OLDS, clockAt(BEFORE))).toEqual([]);
    expect(updateNotes(OLDS, {}, without, clockAt(BEFORE))).toEqual([]);
  });

  test("tells of a clock that is ahead by more than an hour, where it made a rotation come early", () => {
    expect(updateNotes(OLDS, NEWS, NEXT, clockAt(AFTER, 2.5 * HOUR))).toEqual([
      "The clock of this machine is 2 h ahead of JetEmail's, so rotations by `rotateAfterDays` come early. Set the clock.",
    ]);
  });

  test.each<[string, Parameters<typeof updateNotes>[1], typeof OLDS, number]>([
    ["is ahead by an hour", NEWS, NEXT, HOUR],
    ["is behind", NEWS, NEXT, -9 * HOUR],
    ["is ahead, and the rotation was for a trigger", { ...NEWS, rotationTrigger: 2 }, NEXT, 9 * HOUR],
    ["is ahead, and nothing was rotated", NEWS, OLDS, 9 * HOUR],
  ])("tells nothing of a clock that %s", (_, news, outs, lead) => {
    expect(updateNotes(OLDS, news, outs, clockAt(AFTER, lead))).toEqual([]);
  });
});
