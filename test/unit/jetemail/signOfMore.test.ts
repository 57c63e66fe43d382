import { signOfMore } from "../../../provider/jetemail/signOfMore";

const LENGTH = 20;

const inBody = (body: object) => signOfMore({ success: true, transactionalKeys: [], ...body }, LENGTH, {});
const inHeaders = (headers: Record<string, string>) => signOfMore({ success: true }, LENGTH, headers);

describe("a list of 20 keys may not be complete", () => {
  test.each<[object, string]>([
    [{ next: "https://api.example/keys?page=2" }, "next"],
    [{ next_page: 2 }, "next_page"],
    [{ nextCursor: "abc" }, "nextCursor"],
    [{ "next-token": "abc" }, "next-token"],
    [{ cursor: { after: "abc" } }, "cursor"],
    [{ continuation: ["abc"] }, "continuation"],
    [{ has_more: true }, "has_more"],
    [{ hasNextPage: 1 }, "hasNextPage"],
    [{ is_truncated: "true" }, "is_truncated"],
    [{ more: "1" }, "more"],
    [{ total: LENGTH + 1 }, "total"],
    [{ total_count: "21" }, "total_count"],
    [{ recordsTotal: 1000 }, "recordsTotal"],
    [{ pages: 2 }, "pages"],
    [{ currentPage: "2" }, "currentPage"],
    [{ per_page: LENGTH }, "per_page"],
    [{ limit: 10 }, "limit"],
    [{ meta: { pagination: { has_more: true } } }, "has_more"],
  ])("with %j", (body, field) => {
    expect(inBody(body)).toBe(`its field "${field}" says that there is more`);
  });

  test.each<[Record<string, string>, string]>([
    [{ link: '<https://api.example/keys?page=2>; rel="next"' }, "Link"],
    [{ link: '<https://api.example/keys?page=1>; rel="prev", <https://api.example/keys?page=9>; rel=last' }, "Link"],
    [{ "x-total-count": "21" }, "X-Total-Count"],
    [{ "content-range": "keys 0-19/21" }, "Content-Range"],
  ])("with the headers %j", (headers, name) => {
    expect(inHeaders(headers)).toBe(`its ${name} header says that there is more`);
  });
});

describe("a list of 20 keys is complete", () => {
  test.each<[object]>([
    [{}],
    [{ next: null, next_page: "", cursor: false, nextToken: "0", continuation: [], scroll_id: 0 }],
    [{ has_more: false, more: 0, truncated: "false", hasNext: null }],
    [{ total: LENGTH, count: "20", total_items: 0, totalKeys: "many" }],
    [{ page: 1, pages: "1", last_page: null }],
    [{ limit: LENGTH + 1, per_page: "100", page_size: 0 }],
    [{ meta: { page: 1, total: LENGTH } }],
    [{ message: "next", hint: { text: "has_more" } }],
    // That of a key, and a text that is no number.
    [{ transactionalKeys: [{ next: "x", total: 99 }], quota: { total: "99 keys" } }],
  ])("with %j", (body) => {
    expect(inBody(body)).toBeUndefined();
  });

  test.each<[Record<string, string>]>([
    [{ date: "Fri, 02 Jan 2026 00:00:00 GMT" }],
    [{ link: '<https://jetemail.com/docs>; rel="help"' }],
    [{ "x-total-count": "20" }],
    [{ "x-total-count": "many" }],
  ])("with the headers %j", (headers) => {
    expect(inHeaders(headers)).toBeUndefined();
  });
});

test.each([undefined, null, false, 0, 2, "yes", {}])(
  "a list with `success: %p` does not say that it succeeded",
  (success) => {
    expect(inBody({ success })).toBe("it does not say that it succeeded");
  },
);

test.each([true, 1, "true", "1"])("a list with `success: %p` is complete unless it has an error", (success) => {
  expect(inBody({ success, error: null, errors: [] })).toBeUndefined();
  expect(inBody({ success, error: "replica down" })).toBe("it has an error");
  expect(inBody({ success, errors: [{ code: 7 }] })).toBe("it has an error");
});

test("looks no deeper than metadata goes, so that no response can exhaust the stack", () => {
  const nested = (depth: number): object => (depth === 0 ? { has_more: true } : { meta: nested(depth - 1) });
  expect(inBody(nested(4))).toBeDefined();
  expect(inBody(nested(5))).toBeUndefined();
});

test("shows a field's name as one short line", () => {
  expect(inBody({ [`has\n_more${"_".repeat(200)}`]: true })).toMatch(
    /^its field "has _more_{111,}…" says that there is more$/,
  );
});
