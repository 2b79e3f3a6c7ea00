/**
 * What is wide scrolls in a box of its own, also with the keyboard, so that the page never scrolls sideways: tables, and code that is
 * indented rather than fenced.
 *
 * @param {{ renderer: { rules: Record<string, (...parameters: any[]) => string> } }} markdown
 */
export function scrolling({ renderer: { rules } }) {
  rules["table_open"] = () => '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>\n';
  rules["table_close"] = () => "</table></div>\n";
  rules["code_block"] = (tokens, index, ...more) => {
    tokens[index].info = "text";
    return rules["fence"]?.(tokens, index, ...more) ?? "";
  };
}
