/** What a URN tells of a resource: `urn:pulumi:<stack>::<project>::<parents' types>$<type>::<logical name>`. */
export interface ResourceIdentity {
  readonly stack: string;
  readonly project: string;
  readonly type: string;
  readonly logicalName: string;
}

export function parseUrn(urn: string): ResourceIdentity {
  const [stack = "", project = "", types = "", ...name] = urn.replace(/^urn:pulumi:/, "").split("::");
  return { stack, project, type: types.split("$").at(-1) ?? "", logicalName: name.join("::") };
}
