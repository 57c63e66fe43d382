import { randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";

/**
 * A Pulumi provider for every package, whose cloud is the stack's state: what a resource is given is what it has. It
 * knows of Kubernetes what a rotation depends on: names that are made up, and secrets that are replaced when they change.
 */

interface Properties {
  metadata?: { name?: string };
  [property: string]: unknown;
}

// Pulumi's mark for a secret value that crosses to a provider.
const SIGNATURE = "4dabf18193072939515e22adb298388d";
const SECRET = "1b47061264138c4ac30d75fd1eb44270";

function plain(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const { [SIGNATURE]: signature, value: secret } = value as Record<string, unknown>;
  return signature === SECRET
    ? plain(secret)
    : Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

const nameIn = (urn: string) => urn.split("::").at(-1) ?? "";

function withName(urn: string, olds: Properties | undefined, news: Properties): Properties {
  if (!urn.includes("::kubernetes:")) {
    return news;
  }
  const name = olds?.metadata?.name ?? `${nameIn(urn)}-${randomBytes(4).toString("hex")}`;
  return { ...news, metadata: { name, ...news.metadata } };
}

/** The types that are replaced by every change. */
const REPLACED = ["::kubernetes:core/v1:Secret::", "::store:index:Secret::"];

/** For languages that ask for it: a store of secrets, which hold one value of any type, known again once it is stored. */
const SCHEMA = {
  name: "store",
  version: "0.0.0",
  resources: {
    "store:index:Secret": {
      inputProperties: { value: { $ref: "pulumi.json#/Any" } },
      requiredInputs: ["value"],
      properties: { value: { $ref: "pulumi.json#/Any" }, stored: { $ref: "pulumi.json#/Any" } },
      required: ["value", "stored"],
    },
  },
};

function outputsOf(id: string, inputs: Properties): Properties {
  return { ...inputs, ...("value" in inputs && { stored: inputs.value }), arn: `arn:${id}` };
}

const provider: pulumi.provider.Provider = {
  version: "0.0.0",
  schema: JSON.stringify(SCHEMA),
  check: async (urn, olds, news) => ({ inputs: withName(urn, olds, news) }),
  diff: async (_id, urn, olds, news) => {
    const changed = Object.keys(news).filter((name) => !isDeepStrictEqual(plain(olds[name]), plain(news[name])));
    return { changes: changed.length > 0, replaces: REPLACED.some((type) => urn.includes(type)) ? changed : [] };
  },
  create: async (urn, inputs) => {
    const id = inputs.metadata?.name ?? `${nameIn(urn)}-id`;
    return { id, outs: outputsOf(id, inputs) };
  },
  update: async (id, _urn, _olds, news) => ({ outs: outputsOf(id, news) }),
  delete: async () => {},
};

void pulumi.provider.main(provider, process.argv.slice(2));
