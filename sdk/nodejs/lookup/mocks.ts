import * as pulumi from "@pulumi/pulumi";

/** Whether this is a unit test with `pulumi.runtime.setMocks`. */
export function isMocked(): boolean {
  return (pulumi.runtime.getMonitor() as { mocks?: unknown } | undefined)?.mocks !== undefined;
}

/** In such a test, what the mocks' `call` answers; otherwise nothing. */
export async function mockedCall<Result>(token: string, args: object): Promise<Result | undefined> {
  return isMocked() ? ((await pulumi.runtime.invoke(token, { ...args })) as Result) : undefined;
}
