import { detailedDiff } from "../../../provider/plugin/detailedDiff";

const compared = { olds: { quota: 5, name: "a" }, oldInputs: { quota: 5, missing: ["b"], __provider: "x" } };

test("says of each changed argument whether it was there before, and is there now", () => {
  const news = { quota: 7, rotationTrigger: 1 };
  expect(detailedDiff(["quota", "rotationTrigger", "name"], { ...compared, news })).toEqual({
    quota: { kind: "update", isInput: false },
    rotationTrigger: { kind: "add", isInput: false },
    name: { kind: "delete", isInput: false },
  });
});

test("shows a rotation by age as its cause", () => {
  const olds = { rotateAfterDays: 5 };
  expect(detailedDiff(["rotatedAt"], { olds, oldInputs: {}, news: olds })).toEqual({
    rotateAfterDays: { kind: "update", isInput: false },
  });
});

test("shows what a refresh has brought to the inputs where no argument has changed", () => {
  expect(detailedDiff([], { ...compared, news: { quota: 5 } })).toEqual({ missing: { kind: "delete", isInput: true } });
});
