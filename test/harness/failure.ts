/** What a promise is rejected with; a test that expects a failure fails without one. */
export async function failureOf<Failure extends Error = Error>(promise: Promise<unknown>): Promise<Failure> {
  const outcome = await promise.then(
    (value) => ({ value }),
    (failure: unknown) => ({ failure }),
  );
  if ("failure" in outcome) {
    return outcome.failure as Failure;
  }
  throw new Error(`expected a failure, but got ${JSON.stringify(outcome.value)}`);
}
