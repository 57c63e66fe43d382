import { existsSync, globSync, statSync } from "node:fs";
import path from "node:path";
import manifest from "../../package.json";
import { repository } from "../harness/repository";
import { blocksOf, headingsOf, linksOf, pages, proseOf, scriptsOf, textOf } from "./markdown";
import { typeErrorsOf } from "./typeCheck";

const all = pages();

test("the pages are found", () => {
  expect(all).toEqual(expect.arrayContaining(["README.md", "docs/errors.md", "docs/reference/README.md"]));
});

/** The anchors of a page, as GitHub makes them. */
function anchorsOf(page: string): string[] {
  const seen = new Map<string, number>();
  return headingsOf(page).map((heading) => {
    const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const anchor = text.replace(/[^\p{L}\p{N} _-]/gu, "").replaceAll(" ", "-");
    const count = seen.get(anchor) ?? 0;
    seen.set(anchor, count + 1);
    return count === 0 ? anchor : `${anchor}-${count}`;
  });
}

function problemOf(page: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) {
    return link.startsWith("https://") && URL.canParse(link) && !link.includes(" ")
      ? undefined
      : "not an https address";
  }
  const [file = "", anchor] = link.split("#");
  const target = file === "" ? page : path.join(path.dirname(page), decodeURIComponent(file));
  if (target.startsWith("..") || !existsSync(path.join(repository, target))) {
    return "no such file";
  }
  if (anchor === undefined) {
    return undefined;
  }
  const isPage = statSync(path.join(repository, target)).isFile() && target.endsWith(".md");
  return isPage && anchorsOf(target).includes(anchor) ? undefined : "no such heading";
}

test("every link leads to a file and heading that exist, or to a well-formed https address", () => {
  const problems = all.flatMap((page) =>
    linksOf(page).flatMap((link) => {
      const problem = problemOf(page, link);
      return problem ? [`${page}: ${link}: ${problem}`] : [];
    }),
  );
  expect(problems).toEqual([]);
});

test("every file and folder of this repository that a page names exists", () => {
  const named = /`((?:test|tools|sdk|provider|examples|docs|\.github)\/[\w./-]*)`/g;
  const missing = all.flatMap((page) =>
    [...proseOf(page).matchAll(named)]
      .map(([, file = ""]) => file)
      .filter((file) => !existsSync(path.join(repository, file)))
      .map((file) => `${page}: ${file}`),
  );
  expect(missing).toEqual([]);
});

test("every address of this repository has the owner that package.json has", () => {
  const [owner] = /[^/]+(?=\/pulumi-jetemail)/.exec(manifest.repository.url) ?? [];
  const modules = globSync("{examples,test,tools}/**/go/*.{go,mod}", { cwd: repository, exclude: ["**/node_modules"] });
  expect(modules).not.toEqual([]);
  const others = [...all, ...modules].flatMap((file) =>
    [...textOf(file).matchAll(/github\.com\/([^/\s]+)\/pulumi-jetemail\b/g)]
      .filter(([, found]) => found !== owner)
      .map(([address]) => `${file}: ${address}`),
  );
  expect(others).toEqual([]);
});

test("no address outside a link is plain http, except loopback addresses", () => {
  const bare = (page: string) => [...proseOf(page).matchAll(/\bhttp:\/\/[^\s)`>]+/g)].map(([address]) => address);
  const allowed = /^http:\/\/(127\.0\.0\.1|localhost|[\w.]+\.example)\b/;
  expect(all.flatMap(bare).filter((address) => !allowed.test(address))).toEqual([]);
});

test("every `ts` block compiles against the types of the package", () => {
  const blocks = all.flatMap((page) =>
    blocksOf(page)
      .filter(({ language }) => language === "ts")
      .map((block) => ({ page, ...block })),
  );
  expect(blocks.length).toBeGreaterThan(3);
  expect(typeErrorsOf(blocks)).toEqual([]);
});

test("every `npm run` in a `sh` block names a script that exists", () => {
  const missing = all.flatMap((page) =>
    blocksOf(page)
      .filter(({ language }) => language === "sh")
      .flatMap(({ text }) => [...text.matchAll(/\bnpm run (?:-s |--silent )?([\w:-]+)/g)].map(([, script]) => script))
      .filter((script) => !scriptsOf(page).includes(script as string))
      .map((script) => `${page}: npm run ${script}`),
  );
  expect(missing).toEqual([]);
});
