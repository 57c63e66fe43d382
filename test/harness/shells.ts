/** Why a scenario belongs to one shell: of a whole file, or of tests by their titles. */
type Reasons = string | Readonly<Record<string, string>>;

const ACCOUNTS = "With the plugin, an account is an explicit provider, and a key does not move to another one.";

/**
 * What only one of the two shells does, by file of test/: of engine/ the dynamic resource, of plugin/ the plugin. All other
 * files of engine/ run on both. docs/scenarios.md shows it to users.
 */
export const ONE_SHELL: Readonly<Record<string, Reasons>> = {
  "engine/accountSettings": ACCOUNTS,
  "engine/accounts": ACCOUNTS,
  "engine/adoptExisting": "The plugin imports existing keys. The example's program, in TypeScript, adopts them.",
  "engine/comingFrom": "The page moves a program from one dynamic provider to another.",
  "engine/environments": "The example's program is written in TypeScript with the npm package's classes.",
  "engine/life": {
    "the state has the line of the program that declares a key":
      "The language says where a resource is declared. Pulumi YAML names a line of its own source.",
  },
  "engine/lookUps": {
    "a token that was looked up is a secret of the stack, and logging what was found does not show it":
      "What a function of a provider returns is Pulumi's: a plain value, or an output that is secret as a whole.",
    "at a preview without an account key the output forms are unknown":
      "Pulumi refuses unknown values in what a function of a provider returns, so the look-up fails and says what to set.",
    "a look-up asks the account it names": ACCOUNTS,
  },
  "engine/replacement": {
    "with deleteBeforeReplace, a key that moves to another account is deleted first": ACCOUNTS,
  },
  "engine/resourceOptions": {
    "Pulumi's import option is refused with adopt as the answer, and nothing is created or changed":
      "The plugin imports.",
  },
  "engine/sharedState": "The locks are those of Pulumi's backend, whatever a stack's resources are.",
  "plugin/autonaming": "Pulumi does not tell dynamic resources which names it proposes.",
  "plugin/comingFrom": "The pages show a program in YAML for the plugin, which engine/comingFrom has in TypeScript.",
  "plugin/contract": "Only the plugin has a schema, and a process that Pulumi can attach to.",
  "plugin/customTimeouts": "Pulumi does not pass the option to dynamic resources.",
  "plugin/import": "Pulumi does not let dynamic resources be imported: `adopt` takes the place of it.",
  "plugin/migration": "A stack of dynamic resources moves to the plugin, and back.",
  "plugin/owners": "Dynamic resources have neither explicit providers nor imports; engine/adopt has what they can do.",
  "plugin/plan": "The test of examples/environments is that of plans with dynamic resources.",
  "plugin/preview": "At the preview of a change, Pulumi knows no output of a dynamic resource.",
  "plugin/providers": "Dynamic resources have no explicit providers.",
  "plugin/rateLimit": "Dynamic resources have no explicit providers.",
  "plugin/secretArguments":
    "Pulumi tells the plugin what is secret. Dynamic resources are told by the npm package's classes.",
};

/** Of the tests of a file that runs on both shells, those that only one can do. */
export function reasonsByTitle(file: string): Readonly<Record<string, string>> {
  const reasons = ONE_SHELL[file] ?? {};
  if (typeof reasons === "string") {
    throw new Error(`${file} is in the table of what only one shell does.`);
  }
  return reasons;
}
