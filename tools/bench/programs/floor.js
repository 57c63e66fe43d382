const pulumi = require("@pulumi/pulumi");

// As long as the constant of pulumi-jetemail, and resolved in the same way.
const PROVIDER = `exports.handler=()=>{const c=process.cwd(),r=require("module").createRequire(c+"/_"),p="./the-floor/provider.js";return r(r.resolve(p,{paths:[c,c+"/node_modules/.pnpm/node_modules"]})).provider}`;

const OUTPUTS = [
  ...["uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt", "name", "allowAllDomains"],
  ...["approvedDomains", "quota", "ipRestrictions", "enabled", "rotationTrigger", "rotateAfterDays", "account"],
];

class TransactionalKey extends pulumi.CustomResource {
  constructor(name, args) {
    const outputs = Object.fromEntries(OUTPUTS.map((output) => [output, undefined]));
    super(
      "pulumi-nodejs:dynamic/thefloor:TransactionalKey",
      name,
      { ...outputs, ...args, __provider: PROVIDER },
      { additionalSecretOutputs: ["apiToken"] },
    );
  }
}

for (const [name, args] of Object.entries(require("./keys.json"))) {
  new TransactionalKey(name, { name: `app-test-${name}`, ...args });
}
