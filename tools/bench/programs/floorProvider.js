// Does nothing, and stores the outputs that pulumi-jetemail would store.
const { randomBytes, randomUUID } = require("node:crypto");

const DEFAULTS = { allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [], enabled: true };

/** Pulumi's mark of a secret. */
function secret(value) {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function outputsOf({ __provider, ...inputs }) {
  return { ...DEFAULTS, ...inputs };
}

exports.provider = {
  async check(olds, news) {
    return { inputs: { ...news, rotatedAt: olds.rotatedAt ?? new Date().toISOString() }, failures: [] };
  },

  async diff(_id, olds, news) {
    return { changes: olds.quota !== news.quota };
  },

  async create(inputs) {
    const uuid = randomUUID();
    const issued = {
      uuid,
      apiToken: secret(`transactional_${randomBytes(16).toString("hex")}`),
      tokenFingerprint: randomBytes(8).toString("hex"),
      status: "active",
      createdAt: new Date().toISOString(),
    };
    return { id: uuid, outs: { ...outputsOf(inputs), ...issued } };
  },

  async read(id, props) {
    const { name, approvedDomains, quota, rotatedAt } = props;
    return {
      id,
      props: { ...props, apiToken: secret(props.apiToken) },
      inputs: { name, approvedDomains, quota, rotatedAt },
    };
  },

  async update(_id, { apiToken, ...olds }, news) {
    return { outs: { ...olds, ...outputsOf(news), apiToken: secret(apiToken) } };
  },

  async delete() {},
};
