const pulumi = require("@pulumi/pulumi");

const OUTPUTS = [
  ...["uuid", "apiToken", "tokenFingerprint", "status", "createdAt", "rotatedAt", "name", "allowAllDomains"],
  ...["approvedDomains", "quota", "ipRestrictions", "enabled", "rotationTrigger", "rotateAfterDays"],
];

/** The class that an SDK generated from the plugin's schema would have. */
class TransactionalKey extends pulumi.CustomResource {
  constructor(name, args) {
    const outputs = Object.fromEntries(OUTPUTS.map((output) => [output, undefined]));
    super("jetemail:index:TransactionalKey", name, { ...outputs, ...args });
  }
}

for (const [name, args] of Object.entries(require("./keys.json"))) {
  new TransactionalKey(name, args);
}
