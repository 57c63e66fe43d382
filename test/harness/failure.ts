/** The error that a promise is rejected with. @throws if it is fulfilled, so that the test fails. */
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
