import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { PartialError } from "../../../provider/errors/partialError";
import { meaning, runSteps, type Step } from "../../../provider/key/steps";
import { failureOf } from "../../harness/failure";

interface State {
  readonly done: readonly string[];
}

const NOTHING: State = { done: [] };
const REFUSED = new JetEmailError(306, "Refused.");
const LOST = new JetEmailError(307, "Lost.");
const id = () => "u1";

const does = (name: string): Step<State> => {
  return async ({ done }) => ({ done: [...done, name] });
};
const fails = (error: unknown): Step<State> => {
  return () => Promise.reject(error);
};
const partialFailureOf = (promise: Promise<State>) => failureOf<PartialError<State>>(promise);

describe("runSteps", () => {
  test("runs each step on what the one before left", async () => {
    expect(await runSteps(NOTHING, [does("a"), does("b")], { id })).toEqual({ done: ["a", "b"] });
  });

  test("throws the step's own error when nothing was changed", async () => {
    const unchanged: Step<State> = async (state) => state;
    await expect(runSteps(NOTHING, [unchanged, fails(REFUSED)], { id, meaning: [701, "In part."] })).rejects.toBe(
      REFUSED,
    );
  });

  test("throws the step's own error while there is no id to save the changes under", async () => {
    await expect(runSteps(NOTHING, [does("a"), fails(REFUSED)], { id: () => undefined })).rejects.toBe(REFUSED);
  });

  test("throws what was changed, with notes, and runs no step after the failed one", async () => {
    const steps = [does("a"), fails(REFUSED), does("b")];
    const error = await partialFailureOf(runSteps(NOTHING, steps, { id, notes: ["A note."] }));
    expect(error).toBeInstanceOf(PartialError);
    expect(error).toMatchObject({ id: "u1", failures: [REFUSED], notes: ["A note."] });
    expect(error.properties).toEqual({ done: ["a"] });
  });

  test("introduces the failure by its meaning, and keeps the codes of both", async () => {
    const steps = [does("a"), fails(REFUSED)];
    const { failures } = await partialFailureOf(runSteps(NOTHING, steps, { id, meaning: [701, "In part."] }));
    expect(failures).toMatchObject([{ text: "In part. Refused.", codes: [701, 306] }]);
  });

  test("keeps what a step did in part", async () => {
    const partial = new PartialError("u1", { done: ["a", "half of b"] }, [LOST]);
    const error = await partialFailureOf(runSteps(NOTHING, [does("a"), fails(partial)], { id }));
    expect(error.properties).toEqual({ done: ["a", "half of b"] });
    expect(error.failures[0]).toBe(partial);
  });

  describe("with keepGoing", () => {
    test("runs the steps after a failed one, and throws every failure", async () => {
      const steps = [fails(REFUSED), does("b"), fails(LOST)];
      const error = await partialFailureOf(runSteps(NOTHING, steps, { id, keepGoing: true }));
      expect(error.failures).toEqual([REFUSED, LOST]);
      expect(error.properties).toEqual({ done: ["b"] });
    });

    test("throws the initial state even if no step changed it", async () => {
      const error = await partialFailureOf(runSteps(NOTHING, [fails(REFUSED)], { id, keepGoing: true }));
      expect(error).toBeInstanceOf(PartialError);
      expect(error.properties).toBe(NOTHING);
    });
  });
});

describe("meaning", () => {
  test("returns what the step returns", async () => {
    expect(await meaning([606, "Not done."], does("a"))(NOTHING)).toEqual({ done: ["a"] });
  });

  test("introduces the failure of the step", async () => {
    const error = await failureOf<JetEmailError>(meaning([606, "Not done."], fails(REFUSED))(NOTHING));
    expect(error).toMatchObject({ text: "Not done. Refused.", codes: [606, 306] });
  });
});
