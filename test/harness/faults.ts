/** The ways in which an answer of JetEmail can be unusable, as effects of a simulator's fault. */
export const UNUSABLE_ANSWERS = {
  "a server error": { status: 500 },
  "a page of HTML": {
    status: 200,
    headers: { "content-type": "text/html" },
    body: "<html><body>Welcome</body></html>",
  },
  "a refusal with status 200": { status: 200, body: { success: false, error: "Please try again" } },
  "half an answer": { truncate: true },
  "an empty body": { status: 200, body: "" },
  "another shape": { status: 200, body: { success: true, keys: [] } },
  "a list of half keys": { status: 200, body: { success: true, transactionalKeys: [{ name: "half" }] } },
  "JSON of null": { status: 200, body: "null" },
  "a closed connection": { reset: true },
} as const;
