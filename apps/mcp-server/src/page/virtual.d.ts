/** The page, built from `web/` when this program is built (scripts/lib/packages/page.mjs). */
declare module "virtual:page" {
  /** An ECMAScript module. */
  export const script: string;
  /** The modules that it loads, with the names it gives them; those that it needs to start have `isFirst`. */
  export const others: readonly { readonly name: string; readonly text: string; readonly isFirst: boolean }[];
  /** CSS. */
  export const style: string;
  /** SVG. */
  export const icon: string;
}
