import type { JavaScriptValue, Struct as StructMessage } from "google-protobuf/google/protobuf/struct_pb";
import { Struct } from "./protocol";

/** Plain values: what the lifecycle works with. */
export type Values = Record<string, unknown>;

/** The values of a message; where Pulumi marks one as secret, the mark stays. */
export function valuesOf(struct: StructMessage | undefined): Values {
  return struct?.toJavaScript() ?? {};
}

/** The message with these values. It cannot carry `undefined`. */
export function structOf(values: object): StructMessage {
  return Struct.fromJavaScript(defined(values) as Record<string, JavaScriptValue>);
}

function defined(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map((item) => (item === undefined ? null : defined(item)));
  }
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    return Object.fromEntries(entries.map(([name, item]) => [name, defined(item)]));
  }
  return value;
}
