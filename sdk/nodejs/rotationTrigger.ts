import * as pulumi from "@pulumi/pulumi";
import { withCode } from "../../provider/errors/code";

/**
 * A trigger whose change the provider can see: Pulumi turns everything that is not JSON into `{}`, so that another `Date`
 * would never rotate.
 * @throws if the value, or a part of it, is not JSON.
 */
export function jsonTrigger(trigger: unknown, parent: pulumi.Resource | undefined): unknown {
  const checked = (value: unknown, path: string): unknown => {
    if (pulumi.Output.isInstance(value)) {
      return value.apply((resolved) => checked(resolved, path));
    }
    if (value instanceof Promise) {
      return value.then((resolved) => checked(resolved, path));
    }
    if (Array.isArray(value)) {
      return value.map((item, index) => checked(item, `${path}[${index}]`));
    }
    if (isPlainObject(value)) {
      return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, checked(item, `${path}.${name}`)]));
    }
    if (isScalar(value)) {
      return value;
    }
    throw new pulumi.ResourceError(
      withCode(
        `${path} is ${kindOf(value)}, whose changes Pulumi does not see. Use a string, such as \`.toISOString()\` of a Date, or \`String(…)\`.`,
        117,
      ),
      parent,
    );
  };
  return checked(trigger, "rotationTrigger");
}

function isScalar(value: unknown): boolean {
  return (
    value === undefined || value === null || ["string", "boolean"].includes(typeof value) || Number.isFinite(value)
  );
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  const prototype = typeof value === "object" && value !== null ? Object.getPrototypeOf(value) : undefined;
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: unknown): string {
  if (typeof value === "number") {
    return String(value);
  }
  return typeof value === "object" ? `an instance of ${value?.constructor?.name ?? "a class"}` : `a ${typeof value}`;
}
