const KEYS = "/outbound/transactional-keys";

/** Every call that the API documents, by name; each is a target for a fault: `faults.add({ ...API_CALLS.create, … })`. */
export const API_CALLS = {
  list: { method: "GET", path: KEYS },
  create: { method: "POST", path: KEYS },
  change: { method: "PATCH", path: KEYS },
  remove: { method: "DELETE", path: KEYS },
  rotate: { method: "POST", path: `${KEYS}/rotate` },
  domains: { method: "GET", path: "/outbound/domains" },
} as const;

export type ApiCall = keyof typeof API_CALLS;
