import { Ajv, type Options } from "ajv";
import fc from "fast-check";
import {
  CREATE_KEY_EXAMPLES,
  CREATE_KEY_PROPERTY_EXAMPLES,
  CREATE_KEY_REQUEST_SCHEMA,
  DOCUMENTED_ERRORS,
  DOMAIN_PATTERN,
} from "../../packages/simulator/src/createKeyRequest";
import { matchesDomainPattern } from "../../packages/simulator/src/itemPatterns";
import { ApiError } from "../../provider/errors/apiError";
import { create } from "../../provider/key/create";
import { withDefaults } from "../../provider/key/model";
import {
  domainLike,
  internationalDomain,
  nameLike,
  rangeLike,
  validDomain,
  validName,
  validRange,
} from "../harness/arbitraries";
import { checkKey, RESOURCE } from "../harness/arguments";
import { failureOf } from "../harness/failure";
import { useJetEmail } from "../harness/jetEmail";

const jetEmail = useJetEmail();

/** The vendor's schema as published, except for the engine of its domain pattern, which would backtrack for hours. */
const regExp: NonNullable<NonNullable<Options["code"]>["regExp"]> = Object.assign(
  (pattern: string, flags: string) =>
    pattern === DOMAIN_PATTERN ? { test: matchesDomainPattern } : new RegExp(pattern, flags),
  { code: "regExp" },
);
const isAccepted = new Ajv({ code: { regExp }, strict: false }).compile(CREATE_KEY_REQUEST_SCHEMA);

/** Creates a key with checked arguments. @returns the body of the request. */
async function bodyOf(inputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  await create(jetEmail.account, inputs as { name: string }, RESOURCE);
  const post = jetEmail.simulator.requests.find(({ method }) => method === "POST");
  jetEmail.simulator.clearRequests();
  jetEmail.simulator.edit.delete(jetEmail.key.uuid);
  return post?.body as Record<string, unknown>;
}

function expectAccepted(body: unknown): void {
  if (!isAccepted(body)) {
    throw new Error(`JetEmail's schema rejects ${JSON.stringify(body)}: ${JSON.stringify(isAccepted.errors)}`);
  }
}

const validArguments = fc.record(
  {
    name: validName,
    allowAllDomains: fc.boolean(),
    approvedDomains: fc.array(validDomain, { maxLength: 8 }),
    quota: fc.nat(1_000_000),
    ipRestrictions: fc.array(validRange, { maxLength: 8 }),
    enabled: fc.boolean(),
  },
  { requiredKeys: ["name"] },
);

test("check accepts arguments within the documented limits, and so does JetEmail's schema", async () => {
  await fc.assert(
    fc.asyncProperty(validArguments, async (args) => {
      const { inputs, failures } = checkKey({}, args);
      expect(failures).toEqual([]);
      expectAccepted(await bodyOf(inputs));
    }),
    { numRuns: 200 },
  );
});

test("check accepts no arguments that JetEmail's schema rejects", async () => {
  const anyArguments = fc.record(
    {
      name: fc.oneof({ arbitrary: nameLike, weight: 9 }, { arbitrary: fc.constantFrom(null, 7, ["x"]), weight: 1 }),
      allowAllDomains: fc.oneof(fc.boolean(), fc.constantFrom(null, 0, 1, "true")),
      approvedDomains: fc.oneof(fc.array(domainLike, { maxLength: 4 }), fc.constantFrom(null, "example.com", {})),
      quota: fc.oneof(fc.nat(1_000_000), fc.constantFrom(null, -0, -1, 0.5, 1e6, 1e6 + 1, Number.NaN, "1", "")),
      ipRestrictions: fc.oneof(fc.array(rangeLike, { maxLength: 4 }), fc.constantFrom(null, "::1", {})),
      enabled: fc.oneof(fc.boolean(), fc.constantFrom(null, 0, "false")),
    },
    { requiredKeys: ["name"] },
  );
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(anyArguments, async (args) => {
      const { inputs, failures } = checkKey({}, args);
      if (failures.length === 0) {
        accepted++;
        expectAccepted(await bodyOf(inputs));
      }
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(20);
});

test("check accepts no domain and no range that JetEmail's patterns reject", () => {
  const items = fc.record({ approvedDomains: fc.array(domainLike), ipRestrictions: fc.array(rangeLike) });
  fc.assert(
    fc.property(items, ({ approvedDomains, ipRestrictions }) => {
      for (const [argument, values] of Object.entries({ approvedDomains, ipRestrictions })) {
        for (const value of values) {
          const { inputs, failures } = checkKey({}, { name: "x", [argument]: [value] });
          if (failures.length === 0) {
            expectAccepted({ name: "x", [argument]: inputs[argument] });
          }
        }
      }
    }),
    { numRuns: 1_000 },
  );
});

test("check accepts no internationalised domain that JetEmail's pattern rejects", () => {
  let accepted = 0;
  fc.assert(
    fc.property(internationalDomain, (domain) => {
      const { inputs, failures } = checkKey({}, { name: "x", approvedDomains: [domain] });
      if (failures.length === 0) {
        accepted++;
        expectAccepted({ name: "x", approvedDomains: inputs.approvedDomains });
      }
    }),
    { numRuns: 1_000 },
  );
  expect(accepted).toBeGreaterThan(100);
});

test.each(Object.entries(CREATE_KEY_EXAMPLES))(
  "a create sends a request equal to the reference's %s example",
  async (_, example) => {
    const { inputs, failures } = checkKey({}, example);
    expect(failures).toEqual([]);
    const body = await bodyOf(inputs);
    const defaults = { allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [] };
    expect(body).toEqual({ ...defaults, ...example });
    expectAccepted(body);
  },
);

test("a create sends a request equal to the reference's examples of single properties", async () => {
  const { inputs, failures } = checkKey({}, CREATE_KEY_PROPERTY_EXAMPLES);
  expect(failures).toEqual([]);
  expect(await bodyOf(inputs)).toMatchObject(CREATE_KEY_PROPERTY_EXAMPLES);
});

test("a create sends the documented properties and no others", async () => {
  const body = await bodyOf({ name: "receipts", enabled: false, __provider: "code" });
  expect(Object.keys(body).sort()).toEqual(Object.keys(CREATE_KEY_REQUEST_SCHEMA.properties).sort());
});

test.each(Object.entries(DOCUMENTED_ERRORS).map(([status, text]) => [Number(status), text] as const))(
  "the documented response %i becomes an error with its status and text",
  async (status, text) => {
    jetEmail.simulator.faults.add({ method: "POST", status, body: { success: false, error: text } });
    const error = await failureOf<ApiError>(jetEmail.client.createKey(withDefaults({ name: "receipts" })));
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ name: "ApiError", status, method: "POST", path: "/outbound/transactional-keys" });
    expect(error.message).toContain(`JetEmail answered ${status} "${text}" to POST /outbound/transactional-keys.`);
    expect(jetEmail.simulator.keys).toEqual([]);
  },
);

test("the limit of the simulated account becomes the documented error", async () => {
  jetEmail.simulator.options.maxKeys = 0;
  const error = await failureOf<ApiError>(create(jetEmail.account, { name: "receipts" }, RESOURCE));
  expect(error).toMatchObject({ status: 403, message: expect.stringContaining(DOCUMENTED_ERRORS[403]) });
});
