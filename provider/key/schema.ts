import { z } from "zod";
import * as argument from "../values/argumentSchemas";
import { LIMITS } from "../values/limits";

/** The arguments that a key and a pair have in common. */
export const commonArguments = {
  allowAllDomains: argument.flag,
  approvedDomains: argument.approvedDomains,
  quota: argument.quota,
  ipRestrictions: argument.ipRestrictions,
  enabled: argument.flag,
  rotationTrigger: z.unknown(),
  rotateAfterDays: argument.rotateAfterDays,
  account: argument.account,
};

export const keyArguments: argument.ArgumentSchemas = {
  name: argument.name(LIMITS.name),
  ...commonArguments,
  adopt: argument.adopt,
};
