/**
 * A message with its place in docs/errors.md; that of an error which led to another has the codes of both. Codes are
 * stable: a code that is no longer used is not given again. 1xx are of arguments, 2xx of the configuration, 3xx of
 * requests, 6xx of creates and adoptions, 7xx of updates, rotations and deletions, 8xx of reads and look-ups, 9xx of the
 * process. 4xx and 5xx are left out, since they would look like HTTP's.
 */
export function withCode(text: string, ...codes: readonly number[]): string {
  return `${text} [${codes.map((code) => `JETEMAIL-${code}`).join(", ")}]`;
}
