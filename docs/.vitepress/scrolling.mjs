/**
 * What is wide scrolls in a box of its own, also with the keyboard, so that the page never scrolls sideways: tables, pictures, and code
 * that is indented rather than fenced.
 *
 * @param {any} markdown of markdown-it
 */
export function scrolling({ core, renderer: { rules } }) {
  rules["table_open"] = () => '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>\n';
  rules["table_close"] = () => "</table></div>\n";
  rules["code_block"] = (
    /** @type {any} */ tokens,
    /** @type {number} */ index,
    /** @type {any[]} */ ...more
  ) => {
    tokens[index].info = "text";
    return rules["fence"](tokens, index, ...more);
  };
  core.ruler.push("pictures", (/** @type {{ tokens: any[] }} */ { tokens }) => {
    for (const [i, token] of tokens.entries()) {
      if (token.type !== "paragraph_open" || !/^(?:<img|!\[)/.test(tokens[i + 1].content)) continue;
      token.attrs = Object.entries({
        class: "picture",
        tabindex: "0",
        role: "group",
        "aria-label": "Picture",
      });
    }
  });
}
