/**
 * A tool that a test needs, or `undefined` and a line that says what is not checked and what to install. In CI nothing is
 * left out: there the test fails.
 */
export async function toolOrNotice<Tool>(unchecked: string, find: () => Promise<Tool>): Promise<Tool | undefined> {
  try {
    return await find();
  } catch (error) {
    if (process.env.CI) {
      throw error;
    }
    process.stderr.write(`NOT CHECKED: ${unchecked}. ${(error as Error).message}\n`);
    return undefined;
  }
}
