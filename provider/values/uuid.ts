/**
 * The uuid of a key as JetEmail writes it, in lower case: Pulumi and JetEmail's list compare ids exactly. Of another id,
 * only the white space around it is not part of it.
 */
export function canonicalUuid(text: string): string {
  const id = text.trim();
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id) ? id.toLowerCase() : id;
}

/** The same for the id of a resource, which can be several uuids. */
export function canonicalId(text: string): string {
  return text.split(",").map(canonicalUuid).join(",");
}
