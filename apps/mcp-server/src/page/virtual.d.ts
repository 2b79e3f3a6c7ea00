/** The page, built from `web/` when this program is built (scripts/lib/packages/page.mjs). */
declare module "virtual:page" {
  /** An ECMAScript module. */
  export const script: string;
  /** CSS. */
  export const style: string;
  /** SVG. */
  export const icon: string;
}
