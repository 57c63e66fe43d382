/** The URN of a key of the stack that every test starts with. */
export function urnOf(logicalName: string): string {
  return `urn:pulumi:test::app::pulumi-nodejs:dynamic/jetemail:TransactionalKey::${logicalName}`;
}
