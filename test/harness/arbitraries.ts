import fc from "fast-check";

/** Texts for arguments: valid, nearly valid and hostile. */

const hexGroup = fc.oneof(
  fc.constant("0"),
  fc.nat(0xffff).map((value) => value.toString(16)),
);

/** An IPv6 address in any notation: a run of zeros as `::`, leading zeros, upper case, the last 32 bits as dotted decimal. */
export const ipv6Notation = fc
  .record({
    groups: fc.array(hexGroup, { minLength: 8, maxLength: 8 }),
    digits: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 8, maxLength: 8 }),
    isUpperCase: fc.boolean(),
    run: fc.option(fc.nat(7)),
    isDotted: fc.boolean(),
  })
  .map(({ groups, digits, isUpperCase, run, isDotted }) => {
    const written = groups.map((group, index) => group.padStart(digits[index] ?? 1, "0"));
    // `::` and dotted decimal without any group is the IPv4-compatible form, which parsers read differently.
    const tail =
      isDotted && groups.slice(0, 6).some((group) => group !== "0") ? [dottedDecimal(groups)] : written.slice(6);
    const parts = [...written.slice(0, 6), ...tail];
    const address = run === null ? parts.join(":") : compressed(parts, run);
    return isUpperCase ? address.toUpperCase() : address;
  });

function dottedDecimal(groups: readonly string[]): string {
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

export const validRange = fc.oneof(
  ipv4,
  ipv6Notation,
  fc.tuple(ipv4, fc.nat(32)).map((range) => range.join("/")),
  fc.tuple(ipv6Notation, fc.nat(128)).map((range) => range.join("/")),
);

const alphanumeric = fc.constantFrom(..."abcXYZ019");
const label = fc
  .tuple(alphanumeric, fc.string({ unit: fc.constantFrom(..."abcXYZ019-"), maxLength: 61 }), alphanumeric)
  .map((parts) => parts.join(""));
const topLevel = fc.string({ unit: fc.constantFrom(..."abcXYZ"), minLength: 2, maxLength: 12 });

export const validDomain = fc
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

const inserted = fc.constantFrom(..." .-_/:*@%?#\\\n\t\u0000\u200b\u202eü。0xF[]()", "..", "--", "xn--", "%2e", "::");

/** A valid text with a few characters inserted, removed or replaced. */
function mutated(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const mutation = fc.record({ at: fc.nat(), removed: fc.nat(2), added: fc.oneof(inserted, fc.constant("")) });
  return fc.tuple(valid, fc.array(mutation, { minLength: 1, maxLength: 3 })).map(([text, mutations]) =>
    mutations.reduce((result, { at, removed, added }) => {
      const position = at % (result.length + 1);
      return result.slice(0, position) + added + result.slice(position + removed);
    }, text),
  );
}

/** Texts on which the published patterns, or careless ones of this package, would backtrack for hours. */
const backtracking = fc
  .tuple(fc.constantFrom("a", "a.", "a-", "1.", "-", "0:", "f"), fc.integer({ min: 1, max: 130 }), inserted)
  .map(([part, times, end]) => part.repeat(times) + end);

const anyText = fc.string({ unit: "binary", maxLength: 260 });

export const domainLike = fc.oneof(
  { arbitrary: validDomain, weight: 12 },
  { arbitrary: internationalDomain, weight: 4 },
  { arbitrary: mutated(fc.oneof(validDomain, internationalDomain)), weight: 2 },
  { arbitrary: backtracking, weight: 1 },
  { arbitrary: anyText, weight: 1 },
);

export const rangeLike = fc.oneof(
  { arbitrary: validRange, weight: 16 },
  { arbitrary: mutated(validRange), weight: 2 },
  { arbitrary: backtracking, weight: 1 },
  { arbitrary: anyText, weight: 1 },
);

export const validName = fc.string({ unit: fc.constantFrom(..."azAZ09-_ "), minLength: 1, maxLength: 64 });

export const nameLike = fc.oneof(
  { arbitrary: validName, weight: 8 },
  { arbitrary: mutated(validName), weight: 2 },
  { arbitrary: anyText, weight: 1 },
);
