import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { key } from "../../provider/key/resource";
import { pair } from "../../provider/pair/resource";
import type { ArgumentSchemas } from "../../provider/values/argumentSchemas";
import { type Docstring, type Documented, docstringsOf } from "./docstrings";

/**
 * The schema of the provider plugin: types and limits from the schemas that check the arguments, texts from the docstrings
 * of the Node SDK.
 *
 * No property has a `default` of its own: an SDK would send it as if the program declared it, and adopting a key would reset
 * what the program does not declare. Neither do the settings have a `defaultInfo`: an SDK would store what it read from the
 * environment in the state.
 */

interface Property {
  readonly description: string;
  readonly type?: string;
  readonly items?: object;
  readonly $ref?: string;
  readonly secret?: boolean;
}

type Properties = Record<string, Property>;

const sources = {
  ...docstringsOf("sdk/nodejs/keyArguments.ts"),
  ...docstringsOf("sdk/nodejs/transactionalKey.ts"),
  ...docstringsOf("sdk/nodejs/transactionalKeyPair.ts"),
  ...docstringsOf("sdk/nodejs/lookup/getTransactionalKey.ts"),
};

function documented(name: string): Documented {
  const found = sources[name];
  if (!found) {
    throw new Error(`there is no ${name} with docstrings`);
  }
  return found;
}

function member(owner: string, name: string): Docstring {
  const found = documented(owner).members[name];
  if (!found?.text) {
    throw new Error(`${owner}.${name} has no docstring`);
  }
  return found;
}

/** What a docstring says of this package's dynamic resource, and what is true of the plugin instead. */
const REWORDED: readonly [said: string, instead: string][] = [
  [" Pulumi's own import does not work: use `adopt`.", " `pulumi import` takes the key's uuid."],
  [", another `account` replaces it.", "."],
  [", another `account` replaces both.", "."],
  [" A preview warns if", " A warning is shown if"],
  [
    " Every resource option works, except `import` (use `adopt`), `customTimeouts`, and a `replaceOnChanges` that a transformation adds, which the provider does not see.",
    " Every resource option works.",
  ],
  [
    " A `Date` or another value that is not JSON is an error at the declaration: give a string, such as `.toISOString()`.",
    "",
  ],
];

function text({ text: said, defaultValue, see }: Docstring): string {
  const reworded = REWORDED.reduce((result, [from, to]) => result.replace(from, to), said);
  const paragraphs = [reworded.replace(/\{@link (?:\w+\.)?(\w+)\}/g, "`$1`")];
  if (defaultValue !== undefined) {
    paragraphs.push(
      `Default: ${defaultValue === "`undefined`" ? "none" : defaultValue.replace(/^(?!`)(\S+)$/, "`$1`")}.`,
    );
  }
  if (see?.startsWith("http")) {
    paragraphs.push(see);
  }
  return paragraphs.join("\n\n");
}

interface JsonType {
  readonly type?: string;
  readonly items?: { readonly type: string };
}

/** The type of an argument, as its schema has it. */
function typeOf(schema: z.ZodType): Partial<Property> {
  const { type, items } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonType;
  if (type === undefined) {
    return { $ref: "pulumi.json#/Any" };
  }
  return { type, ...(type === "array" && { items: { type: items?.type } }) };
}

function argumentsOf(schemas: ArgumentSchemas, owners: readonly string[]): Properties {
  const names = Object.keys(schemas).filter((name) => name !== "account"); // an explicit provider is an account
  return Object.fromEntries(
    names.map((name) => {
      const owner = owners.find((each) => documented(each).members[name]?.text) ?? "";
      return [name, { ...typeOf(schemas[name] as z.ZodType), description: text(member(owner, name)) }];
    }),
  );
}

const TYPE = "jetemail:index:";
const STRING = { type: "string" };

/** The outputs that are no arguments. */
function outputsOf(owner: string, types: Record<string, Partial<Property>>): Properties {
  return Object.fromEntries(
    Object.entries(types).map(([name, type]) => [name, { ...type, description: text(member(owner, name)) }]),
  );
}

const keyInputs = argumentsOf(key.arguments, ["TransactionalKeyArgs", "KeyArgs"]);
const pairInputs = argumentsOf(pair.arguments, ["TransactionalKeyPairArgs", "KeyArgs"]);

const keyOutputs = outputsOf("TransactionalKey", {
  uuid: STRING,
  apiToken: { ...STRING, secret: true },
  tokenFingerprint: STRING,
  status: STRING,
  createdAt: STRING,
  rotatedAt: STRING,
  rotationDueAt: STRING,
});

const pairOutputs = outputsOf("TransactionalKeyPair", {
  apiToken: { ...STRING, secret: true },
  previousApiToken: { ...STRING, secret: true },
  current: { $ref: "#/types/jetemail:index:PairSlot" },
  tokenFingerprint: STRING,
  uuids: { $ref: "#/types/jetemail:index:PairUuids" },
  rotatedAt: STRING,
  rotationDueAt: STRING,
});

/** What a result may lack: what was not declared and has no default. */
const OPTIONAL = new Set(["rotationTrigger", "rotateAfterDays", "rotationDueAt", "adopt", "revokePrevious"]);

function required(properties: Properties): string[] {
  return Object.keys(properties).filter((name) => !OPTIONAL.has(name));
}

function resource(inputs: Properties, outputs: Properties, kind: string, example: string) {
  const properties = { ...inputs, ...outputs };
  return {
    description: `${text(documented(kind).own)}\n\n\`\`\`yaml\n${example}\`\`\``,
    properties,
    required: required(properties),
    inputProperties: inputs,
    aliases: [{ type: `pulumi-nodejs:dynamic/jetemail:${kind}` }],
  };
}

const SETTINGS: Properties = {
  apiKey: {
    type: "string",
    secret: true,
    description:
      "The account key, which begins with `api_`. It is used by the provider alone, and no resource has it. A change updates the provider in place.\n\nDefault: the environment variable `JETEMAIL_API_KEY`, read by the plugin and never stored. Without either, `preview` works, and everything else says what to set.",
  },
  baseUrl: {
    type: "string",
    description:
      "The address of JetEmail's API: https, or http for a loopback address. A change updates the provider in place.\n\nDefault: the environment variable `JETEMAIL_BASE_URL`, or `https://api.jetemail.com`.",
  },
  concurrency: {
    type: "integer",
    description:
      "How many requests may be in flight: a whole number from 1 to 64. A change updates the provider in place.\n\nDefault: the environment variable `JETEMAIL_CONCURRENCY`, or 16.",
  },
  requestsPerMinute: {
    type: "integer",
    description:
      "How many requests may be sent to the account in any 60 seconds: a whole number from 1 to 100000. All processes of a user on a machine share it, by account key and address. JetEmail allows an account 240 and blocks it for five minutes beyond ([source](https://jetemail.com/docs/api-reference/introduction)), so leave room for the dashboard and for other machines. A change updates the provider in place.\n\nDefault: the environment variable `JETEMAIL_REQUESTS_PER_MINUTE`, or 200.",
  },
};

const LOOKED_UP: Record<string, Partial<Property>> = {
  uuid: STRING,
  apiToken: { ...STRING, secret: true },
  tokenFingerprint: STRING,
  name: STRING,
  status: STRING,
  allowAllDomains: { type: "boolean" },
  approvedDomains: { type: "array", items: STRING },
  quota: { type: "integer" },
  ipRestrictions: { type: "array", items: STRING },
  usage: { type: "integer" },
  createdAt: STRING,
};

const lookedUp = outputsOf("GetTransactionalKeyResult", LOOKED_UP);
const ALWAYS = ["apiToken", "tokenFingerprint", "approvedDomains", "ipRestrictions"];

interface PackageJson {
  readonly version: string;
  readonly homepage: string;
  readonly license: string;
  readonly repository: { readonly url: string };
}

/** What `provider/plugin/schema.json` has to be. */
export function makeSchema() {
  const file = path.resolve(__dirname, "../../package.json");
  const { homepage, license, repository } = JSON.parse(readFileSync(file, "utf8")) as PackageJson;
  const address = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
  const [owner = "", name = ""] = new URL(address).pathname.split("/").slice(1);
  return {
    name: "jetemail",
    displayName: "JetEmail",
    description: "Transactional API keys of JetEmail.",
    keywords: ["pulumi", "jetemail", "email", "category/infrastructure", "kind/native"],
    homepage,
    license,
    repository: address,
    publisher: "pulumi-jetemail",
    logoUrl: `https://raw.githubusercontent.com/${owner}/${name}/main/docs/logo.png`,
    config: { variables: SETTINGS },
    provider: {
      description:
        "A JetEmail account. Stack config `jetemail:…` and the environment configure the default provider; an explicit provider is a further account.",
      inputProperties: SETTINGS,
    },
    types: {
      [`${TYPE}PairSlot`]: {
        type: "string",
        description: "One of the two keys of a pair.",
        enum: [{ value: "a" }, { value: "b" }],
      },
      [`${TYPE}PairUuids`]: {
        type: "object",
        description: "The uuids of both keys of a pair.",
        properties: {
          a: { ...STRING, description: "The uuid of the key whose name ends in `-a`." },
          b: { ...STRING, description: "The uuid of the key whose name ends in `-b`." },
        },
        required: ["a", "b"],
      },
      [`${TYPE}LookedUpKey`]: {
        type: "object",
        description: text(documented("GetTransactionalKeyResult").own),
        properties: lookedUp,
        required: ALWAYS,
      },
    },
    resources: {
      [`${TYPE}TransactionalKey`]: resource(keyInputs, keyOutputs, "TransactionalKey", KEY_EXAMPLE),
      [`${TYPE}TransactionalKeyPair`]: resource(pairInputs, pairOutputs, "TransactionalKeyPair", PAIR_EXAMPLE),
    },
    functions: {
      [`${TYPE}getTransactionalKey`]: {
        description:
          "Looks up an existing key, by its uuid or by its name, whether a stack manages it or not. Give one of the two. A name that several keys have is an error that lists their uuids.",
        inputs: {
          properties: {
            uuid: { ...STRING, description: "The key's uuid." },
            name: { ...STRING, description: "Its name, if only one key has it. Compared exactly." },
          },
        },
        outputs: { properties: lookedUp, required: ALWAYS },
      },
      [`${TYPE}getTransactionalKeys`]: {
        description: "Looks up all keys of the account, in JetEmail's order. The list is secret as a whole.",
        inputs: { properties: {} },
        outputs: {
          properties: {
            keys: {
              type: "array",
              items: { $ref: `#/types/${TYPE}LookedUpKey` },
              description: "The keys. A secret, since each has its token.",
              secret: true,
            },
          },
          required: ["keys"],
        },
      },
    },
    pluginDownloadURL: `github://api.github.com/${owner}/${name}`,
    language: languagesOf(owner, name),
  };
}

/** What each generator of SDKs has to know. Those of C# and Java are part of the languages' own tools. */
function languagesOf(owner: string, name: string) {
  const modulePath = `github.com/${owner}/${name}/sdk/go`;
  const respectSchemaVersion = true;
  return {
    // The prefix "Pulumi." is reserved at NuGet.
    csharp: { respectSchemaVersion, rootNamespace: "PulumiPackages", namespaces: { jetemail: "JetEmail" } },
    go: { respectSchemaVersion, modulePath, importBasePath: `${modulePath}/jetemail` },
    java: { basePackage: `io.github.${owner.toLowerCase().replaceAll("-", "_")}`, buildFiles: "gradle" },
    nodejs: { respectSchemaVersion, packageName: `${name}-plugin` },
    python: { respectSchemaVersion, packageName: name.replaceAll("-", "_"), pyproject: { enabled: true } },
  };
}

const KEY_EXAMPLE = `resources:
  receipts:
    type: jetemail:TransactionalKey
    properties:
      approvedDomains: [example.com]
      quota: 10000
outputs:
  token: \${receipts.apiToken}
`;

const PAIR_EXAMPLE = `resources:
  mail:
    type: jetemail:TransactionalKeyPair
    properties:
      approvedDomains: [example.com]
      rotateAfterDays: 90
outputs:
  token: \${mail.apiToken}
`;
