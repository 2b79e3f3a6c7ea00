const TABS = /<!-- tabs -->\n([\s\S]*?)<!-- end of tabs -->/g;
const LABELLED = /\*\*([^*\n]+)\*\*\n+(`{3,})(\w+)\n([\s\S]*?)\n\2\n/g;

/**
 * Code blocks that are alternatives, each below its label in bold, as the tabs of one block. GitHub shows them one after another.
 *
 * @param {string} text
 */
export function withTabs(text) {
  return text.replace(TABS, (_, /** @type {string} */ blocks) => {
    const tabs = blocks.replace(LABELLED, "$2$3 [$1]\n$4\n$2\n");
    return `::: code-group\n${tabs}:::`;
  });
}
