import type { Example } from "../harness/example";

/** What every recipe's README tells to do: bring the stack up, rotate, and look at the cloud after each. */
export async function upAndRotate(
  example: Example,
  configure: readonly string[],
  look: () => Promise<void>,
): Promise<void> {
  await example.next("pulumi stack init dev");
  for (const command of ["pulumi config set --secret jetemail:apiKey", ...configure]) {
    await example.next(command);
  }
  await example.next("pulumi preview");
  expect(example.simulator.requests).toEqual([]);
  await example.next("pulumi up");
  await look();
  await example.next("pulumi config set rotation 2026-01");
  await example.next("pulumi up");
  await look();
  await example.next("pulumi preview --expect-no-changes");
  await example.finish();
}

/** The tokens that were seen, one after each update: each new, and none cut off by the rotation. */
export function expectRotated(example: Example, tokens: readonly string[]): void {
  expect(new Set(tokens).size).toBe(2);
  expect(tokens.map((token) => example.works(token))).toEqual([true, true]);
}
