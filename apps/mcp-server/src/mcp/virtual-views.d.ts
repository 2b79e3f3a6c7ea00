/** The views of MCP Apps, built from `web/apps/` when this program is built (scripts/lib/packages/page.mjs): each one HTML text. */
declare module "virtual:views" {
  export const overview: string;
  export const domain: string;
  export const certificates: string;
}
