/** `undefined` if the text is not JSON. The parser's own message is dropped: it quotes the text, which can hold secrets. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
