import fc from "fast-check";

/** Text for arguments: legal, nearly legal and hostile. */

const hexGroup = fc.oneof(
  fc.constant("0"),
  fc.nat(0xffff).map((value) => value.toString(16)),
);

/** How one address can be written: any run of zeros as `::`, zeros in front, capitals, the last 32 bits with dots. */
export const ipv6Spelling = fc
  .record({
    groups: fc.array(hexGroup, { minLength: 8, maxLength: 8 }),
    digits: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
    capitals: fc.boolean(),
    run: fc.option(fc.nat(7)),
    dotted: fc.boolean(),
  })
  .map(({ groups, digits, capitals, run, dotted }) => {
    const written = groups.map((group, index) => group.padStart(digits[index] ?? 1, "0"));
    // `::` beside dots alone, without a group, is the IPv4-compatible form: ambiguous among parsers.
    const tail = dotted && groups.slice(0, 6).some((group) => group !== "0") ? [dots(groups)] : written.slice(6);
    const parts = [...written.slice(0, 6), ...tail];
    const address = run === null ? parts.join(":") : compressed(parts, run);
    return capitals ? address.toUpperCase() : address;
  });

function dots(groups: readonly string[]): string {
  const bytes = groups.slice(6).flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255]);
  return bytes.join(".");
}

/** Writes the run of zeros that begins at or after `start` as `::`. */
function compressed(parts: readonly string[], start: number): string {
  const isZero = (part: string | undefined) => part !== undefined && /^0+$/.test(part);
  const from = parts.findIndex((part, index) => index >= start && isZero(part));
  if (from < 0) {
    return parts.join(":");
  }
  let to = from;
  while (isZero(parts[to])) {
    to++;
  }
  return `${parts.slice(0, from).join(":")}::${parts.slice(to).join(":")}`;
}

const ipv4 = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255)).map((octets) => octets.join("."));

export const legalRange = fc.oneof(
  ipv4,
  ipv6Spelling,
  fc.tuple(ipv4, fc.nat(32)).map((range) => range.join("/")),
  fc.tuple(ipv6Spelling, fc.nat(128)).map((range) => range.join("/")),
);

const alphanumeric = fc.constantFrom(..."abcXYZ019");
const label = fc
  .tuple(alphanumeric, fc.string({ unit: fc.constantFrom(..."abcXYZ019-"), maxLength: 61 }), alphanumeric)
  .map((parts) => parts.join(""));
const topLevel = fc.string({ unit: fc.constantFrom(..."abcXYZ"), minLength: 2, maxLength: 12 });

export const legalDomain = fc
  .tuple(fc.array(fc.oneof(alphanumeric, label), { minLength: 1, maxLength: 3 }), topLevel)
  .map(([labels, top]) => [...labels, top].join("."));

const word = fc.constantFrom("bücher", "пример", "例え", "faß", "ñandú", "موقع", "mail", "x1", "ｅｘａｍｐｌｅ");
const internationalTopLevel = fc.constantFrom(
  "example",
  "рф",
  "テスト",
  "中国",
  "онлайн",
  "xn--p1ai",
  "xn--fiqs8s",
  "ভারত",
);

export const internationalDomain = fc
  .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), internationalTopLevel)
  .map(([labels, top]) => [...labels, top].join("."));

const intruder = fc.constantFrom(..." .-_/:*@%?#\\\n\t\u0000\u200b\u202eü。0xF[]()", "..", "--", "xn--", "%2e", "::");

/** A legal text with a few characters put in, taken out or doubled. */
function mutated(legal: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const mutation = fc.record({ at: fc.nat(), cut: fc.nat(2), put: fc.oneof(intruder, fc.constant("")) });
  return fc.tuple(legal, fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([text, mutations]) =>
    mutations.reduce((result, { at, cut, put }) => {
      const place = at % (result.length + 1);
      return result.slice(0, place) + put + result.slice(place + cut);
    }, text),
  );
}

/** Text on which the published patterns, or sloppy ones of ours, would backtrack for hours. */
const backtracking = fc
  .tuple(fc.constantFrom("a", "a.", "a-", "1.", "-", "0:", "f"), fc.integer({ min: 1, max: 130 }), intruder)
  .map(([part, times, end]) => part.repeat(times) + end);

const anyText = fc.string({ unit: "binary", maxLength: 260 });

export const domainLike = fc.oneof(
  { arbitrary: legalDomain, weight: 12 },
  { arbitrary: internationalDomain, weight: 4 },
  { arbitrary: mutated(fc.oneof(legalDomain, internationalDomain)), weight: 2 },
  { arbitrary: backtracking, weight: 1 },
  { arbitrary: anyText, weight: 1 },
);

export const rangeLike = fc.oneof(
  { arbitrary: legalRange, weight: 16 },
  { arbitrary: mutated(legalRange), weight: 2 },
  { arbitrary: backtracking, weight: 1 },
  { arbitrary: anyText, weight: 1 },
);

export const legalName = fc.string({ unit: fc.constantFrom(..."azAZ09-_ "), minLength: 1, maxLength: 64 });

export const nameLike = fc.oneof(
  { arbitrary: legalName, weight: 8 },
  { arbitrary: mutated(legalName), weight: 2 },
  { arbitrary: anyText, weight: 1 },
);
