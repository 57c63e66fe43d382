/** The URN of a dynamic resource of the stack that every test starts with. */
export function urnOf(logicalName: string, type = "TransactionalKey"): string {
  return `urn:pulumi:test::app::pulumi-nodejs:dynamic/jetemail:${type}::${logicalName}`;
}
