import { isCreation } from "../key/check";
import { isAdopted } from "../key/model";
import { nameRule } from "../values/argumentSchemas";
import { defaultName } from "../values/defaultName";
import type { ArgumentProblem } from "../values/parseArguments";
import { parseUrn } from "./urn";
import type { Values } from "./values";

/** What the user's `pulumi:autonaming` says of a resource without a name. */
export interface Autonaming {
  /** The name that follows from its pattern; none where names have to be given. */
  readonly proposal: string | undefined;
  /** Whether the name may not be adapted. */
  readonly isExact: boolean;
}

/**
 * The arguments with a name. A key that is adopted keeps its own; a name that the engine proposed stays, since each check
 * is proposed another.
 */
export function withName(urn: string, olds: Values, news: Values, maxLength: number, autonaming?: Autonaming): Values {
  const isGiven = news.name !== undefined && news.name !== null;
  const keepsName = isAdopted(news) && (isCreation(olds) || isAdopted(olds));
  if (isGiven || keepsName) {
    return news;
  }
  if (!autonaming) {
    const { project, stack, logicalName } = parseUrn(urn);
    return { ...news, name: defaultName(project, stack, logicalName, maxLength) };
  }
  const { proposal, isExact } = autonaming;
  if (proposal === undefined) {
    return news;
  }
  return { ...news, name: olds.name ?? (isExact ? proposal : legal(proposal).slice(0, maxLength)) };
}

/** A problem in the words of a user who has given no name, since `pulumi:autonaming` should choose none either. */
export function ofMissingName(problem: ArgumentProblem, { name }: Values, maxLength: number): ArgumentProblem {
  return problem.property === "name" && (name === undefined || name === null)
    ? { ...problem, reason: `pulumi:autonaming is disabled, so a name has to be given, which ${nameRule(maxLength)}` }
    : problem;
}

function legal(name: string): string {
  return name.replace(/[^A-Za-z0-9_ -]/g, "-");
}
