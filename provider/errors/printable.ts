const MAX_LENGTH = 120;

/** JetEmail's credentials by their prefixes. Words such as `api_token` are too short to match. */
const CREDENTIAL = /(api|transactional)_(?:[A-Za-z0-9]{8,}[\w-]*|(?=[A-Za-z_-]*\d)[\w-]{8,})/g;

// Control characters and bidirectional overrides can repaint a terminal or hide what a message says.
// biome-ignore lint/suspicious/noControlCharactersInRegex: stripping them is the purpose
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]+/g;

/** Text that we did not write (from the API or from a user), made fit to print: one short line without a credential. */
export function printable(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LENGTH)
    .replace(UNPRINTABLE, " ")
    .replace(CREDENTIAL, "$1_[secret]");
  return line.length > MAX_LENGTH ? `${line.slice(0, MAX_LENGTH)}…` : line;
}
