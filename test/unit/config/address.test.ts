import { baseUrlFrom } from "../../../provider/config/address";

function rejectionOf(address: string): string {
  try {
    baseUrlFrom(address, "jetemail:baseUrl");
  } catch (error) {
    expect(error).toMatchObject({ name: "JetEmailError" });
    return (error as Error).message;
  }
  throw new Error("expected a rejection");
}

describe("the address of the API", () => {
  test.each([
    ["https://api.jetemail.com", "https://api.jetemail.com/"],
    ["https://proxy.example:8443/jet/v1/", "https://proxy.example:8443/jet/v1/"],
    ["http://127.0.0.1:8787", "http://127.0.0.1:8787/"],
    ["http://127.1.2.3", "http://127.1.2.3/"],
    ["http://localhost:8787", "http://localhost:8787/"],
    ["http://LOCALHOST", "http://localhost/"],
    ["http://[::1]:8787", "http://[::1]:8787/"],
  ])("can be %s", (baseUrl, href) => {
    expect(baseUrlFrom(baseUrl, "jetemail:baseUrl").href).toBe(href);
  });

  test.each([
    "http://api.jetemail.com",
    "http://10.0.0.1",
    "http://localhost.example",
    "http://127.0.0.1.example",
    "http://127.example",
    "http://[::2]",
    "http://[::ffff:10.0.0.1]",
    "http://0.0.0.0",
  ])("cannot be %s, which would show the account key to the network", (baseUrl) => {
    expect(rejectionOf(baseUrl)).toContain("jetemail:baseUrl is plain http");
  });

  test.each([
    "api.jetemail.com",
    "localhost:8787",
    "ftp://jet.example",
    "file:///etc/passwd",
    "https://",
    "//jet.example",
    "javascript:0",
  ])("cannot be %s, which is not an http(s) address", (baseUrl) => {
    expect(rejectionOf(baseUrl)).toContain("jetemail:baseUrl is not an http(s) address");
  });

  test.each([
    "https://user:hunter2@jet.example",
    "https://hunter2@jet.example",
    "https://:hunter2@jet.example",
    "https://jet.example?key=hunter2",
    "https://jet.example#hunter2",
    "ftp://user:hunter2@jet.example",
    "user:hunter2",
  ])("cannot be %s, and is not shown, since it may contain a secret", (baseUrl) => {
    const message = rejectionOf(baseUrl);
    expect(message).toMatch(/^jetemail:baseUrl /);
    expect(message).not.toContain("hunter2");
  });
});
