import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { PageRequest } from "./page-request.js";

/** What the page consists of, as text. */
export interface PageTexts {
  readonly script: string;
  /** What the script loads; their names have a digest of their content. */
  readonly others: readonly { readonly name: string; readonly text: string; readonly isFirst: boolean }[];
  readonly style: string;
  readonly icon: string;
}

/** Sends the page itself: nothing of it depends on who asks. */
export interface Shell {
  /** A file whose name has the digest of its content; `false` for another path. */
  sendFile(request: PageRequest): boolean;
  /** The same for every page: what is shown depends on its address. */
  sendPage(request: PageRequest, status: 200 | 404): void;
}

interface Content {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzip: Buffer;
}

const FOLDER = "/ui/";
const SCRIPT = "text/javascript; charset=utf-8";
const FOR_A_YEAR = "public, max-age=31536000, immutable";

export function createShell({ script, others, style, icon }: PageTexts): Shell {
  const files = new Map<string, Content>();
  const publish = (text: string, name: string, extension: string, type: string): string => {
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 16);
    const path = `${FOLDER}${name}.${digest}.${extension}`;
    files.set(path, contentOf(text, type));
    return path;
  };
  for (const { name, text } of others) files.set(FOLDER + name, contentOf(text, SCRIPT));
  const preloads = others
    .filter(({ isFirst }) => isFirst)
    .map(({ name }) => `<link rel="modulepreload" href="${FOLDER}${name}">\n`);
  const page = contentOf(
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>HAProxy</title>
<link rel="icon" type="image/svg+xml" href="${publish(icon, "icon", "svg", "image/svg+xml")}">
<link rel="stylesheet" href="${publish(style, "main", "css", "text/css; charset=utf-8")}">
${preloads.join("")}<script type="module" src="${publish(script, "main", "js", SCRIPT)}"></script>
</head>
<body>
<noscript>This page needs JavaScript. Without it, use the command line: haproxy-mcp domains list, haproxy-mcp health.</noscript>
</body>
</html>
`,
    "text/html; charset=utf-8",
  );
  return {
    sendFile(request) {
      const file = files.get(request.path);
      if (file === undefined) return false;
      request.response.setHeader("cache-control", FOR_A_YEAR);
      send(request, 200, file);
      return true;
    },
    sendPage: (request, status) => send(request, status, page),
  };
}

function contentOf(text: string, type: string): Content {
  const plain = Buffer.from(text);
  return { type, plain, gzip: gzipSync(plain, { level: 9 }) };
}

function send({ request, response }: PageRequest, status: number, { type, plain, gzip }: Content): void {
  const isZipped = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const body = isZipped ? gzip : plain;
  response.writeHead(status, {
    "content-type": type,
    "content-length": body.length,
    vary: "accept-encoding",
    ...(isZipped && { "content-encoding": "gzip" }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
