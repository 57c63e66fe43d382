import type { JetEmailError } from "../errors/jetEmailError";
import type { ResourceStamp } from "../run/clock";
import type { Run } from "../run/run";
import { UNKNOWN } from "../values/unknown";
import { isCreation, type Values } from "./check";
import { NEW } from "./model";
import type { CommonArguments, CommonState, ResourceKind } from "./resourceKind";

/**
 * Tells the run about a resource that the program declares: what keys it is expected to own, or that it is to be created.
 * @returns what is wrong with the adoption that it declares, if anything.
 */
export async function declare<Inputs extends CommonArguments, State extends CommonState>(
  run: Run,
  kind: ResourceKind<Inputs, State>,
  resource: ResourceStamp,
  olds: Values,
  inputs: Values,
): Promise<JetEmailError | undefined> {
  await run.ownedKeys.declare(resource, typeof olds.name === "string" ? kind.keyNames(olds.name) : []);
  if (!isCreation(olds)) {
    return undefined;
  }
  run.pendingCreates.expect();
  const { adopt } = inputs;
  return typeof adopt === "string" && adopt !== UNKNOWN && adopt !== NEW
    ? run.ownedKeys.reserve(adopt, resource)
    : undefined;
}
