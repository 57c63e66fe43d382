import { readRelease, releases, stackOf } from "../../tools/release/releases";
import type { Stack } from "../harness/stack";

let stack: Stack;
afterEach(async () => {
  await stack.close();
});

test.each(releases())("a stack as %s left it shows no change with this version", async (name) => {
  stack = await stackOf(readRelease(name));
  await stack.hasNothingToDo();
  expect(stack.calls()).toEqual([]);
  await stack.succeeds("refresh", "--preview-only", "--expect-no-changes");
  expect(new Set(stack.calls())).toEqual(new Set(["GET"]));
});
