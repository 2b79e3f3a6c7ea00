import type { HaproxyPaths } from "./haproxy.js";

interface ConfigFile {
  readonly file: string;
  readonly text: string;
}

/** Where the servers of a configuration are: `127.0.0.1:8081`. */
interface Servers {
  readonly shop: string;
  readonly blog: string;
}

/** What an operator runs before our pools come. */
export interface OperatorConfiguration {
  readonly name: string;
  /** As an operator has it: of public shape, in the files that HAProxy is started with. */
  files(
    paths: Pick<HaproxyPaths, "dir" | "httpSocket" | "runtimeSocket">,
    servers: Servers,
  ): readonly ConfigFile[];
  /** Other files in the folder, by name. */
  readonly others?: Readonly<Record<string, string>>;
  /** Each host that clients ask for, with the server that responds. */
  readonly hosts: Readonly<Record<string, "shop" | "blog">>;
  /** The site that is taken over; its server is `shop`. */
  readonly site: string;
  /** For each row of the table: `losses` or, if it can't be taken over, `why not`. */
  readonly table: Readonly<Record<string, readonly string[] | string>>;
}

const one = (text: string): readonly ConfigFile[] => [{ file: "haproxy.cfg", text }];

const SHOP_LOSES = ["balance leastconn", "httpchk", "cookie", "timeout server 5m", "inter", "maxconn"];

/** Configurations as operators write them, with sites of their own: to adopt, and to test against. */
export const OPERATOR_CONFIGURATIONS: readonly OperatorConfiguration[] = [
  {
    name: "sites routed by ACLs",
    files: ({ httpSocket, runtimeSocket }, { shop, blog }) =>
      one(`global
  log 127.0.0.1:514 local0
  maxconn 200
  stats socket ${runtimeSocket} mode 600 level admin

defaults
  log global
  mode http
  option httplog
  option dontlognull
  timeout connect 5000
  timeout client 50000
  timeout server 50000

frontend web
  bind unix@${httpSocket}
  acl is_shop hdr(host) -i shop.example.test www.shop.example.test
  acl is_blog hdr_end(host) -i .blog.example.test
  acl is_api hdr(host) -i api.example.test
  acl is_path path_beg /v2
  acl is_old hdr_reg(host) -i ^old[0-9]+\\.
  http-request set-header X-Real-IP %[src]
  http-request deny if { path_beg /.git }
  use_backend blog if is_api is_path
  use_backend shop if is_shop or is_api
  use_backend blog if is_blog
  use_backend shop if is_old
  default_backend blog

# the shop of the operator
backend shop
  balance leastconn
  option httpchk GET /health
  http-check expect status 200
  cookie SRV insert indirect nocache
  timeout server 5m
  server web1 ${shop} check inter 1h cookie web1 maxconn 50

backend blog
  server blog1 ${blog} weight 10
  server blog2 ${blog} disabled
`),
    hosts: {
      "shop.example.test": "shop",
      "www.shop.example.test": "shop",
      "a.blog.example.test": "blog",
      "other.example.test": "blog",
      "old7.example.test": "shop",
    },
    site: "shop.example.test",
    table: {
      "shop.example.test": SHOP_LOSES,
      "www.shop.example.test": SHOP_LOSES,
      "api.example.test": [...SHOP_LOSES, "line 24 of haproxy.cfg: use_backend blog if is_api is_path"],
      "*.blog.example.test": [],
      "^old[0-9]+\\.": "it is a pattern, not a name",
    },
  },
  {
    name: "use_backend %[map()]",
    others: { "sites.map": "shop.example.test shop\nblog.example.test blog\n" },
    files: ({ dir, httpSocket, runtimeSocket }, { shop, blog }) =>
      one(`global
  stats socket ${runtimeSocket} mode 600 level admin
  stats timeout 30s
defaults
  mode http
  retries 3
  timeout connect 5s
  timeout client 30s
  timeout server 60s
frontend web
  bind unix@${httpSocket}
  use_backend %[req.hdr(host),lower,map_dom(${dir}/sites.map,blog)]
backend shop
  server s1 ${shop} check
  server s2 ${shop} check backup
backend blog
  http-request set-path /blog%[path]
  server s1 ${blog} ssl verify none
  server s2 ${blog} ssl verify none
`),
    hosts: { "shop.example.test": "shop", "www.shop.example.test": "shop" },
    site: "shop.example.test",
    table: {
      "shop.example.test": ["backup"],
      "blog.example.test": "its servers need ssl",
    },
  },
  {
    name: "listen blocks",
    files: ({ dir, httpSocket, runtimeSocket }, { shop, blog }) =>
      one(`global
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 30s
listen stats
  bind unix@${dir}/stats.sock
  stats enable
  stats uri /
listen web
  bind unix@${httpSocket}
  http-request set-header X-Forwarded-Port %[dst_port]
  use_backend blog if { hdr(host) -i blog.example.test }
  option httpchk
  stick-table type ip size 10k
  stick on src
  server s1 ${shop}
listen blog
  bind unix@${dir}/blog.sock
  compression algo gzip
  server s1 ${blog}
`),
    hosts: { "shop.example.test": "shop", "blog.example.test": "blog" },
    site: "shop.example.test",
    table: {
      "shop.example.test": ["httpchk", "stick-table", "stick"],
      "blog.example.test": ["compression"],
    },
  },
  {
    name: "a conf.d folder",
    files: ({ httpSocket, runtimeSocket }, { shop, blog }) => [
      {
        file: "00-global.cfg",
        text: `global
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 60s
`,
      },
      {
        file: "10-web.cfg",
        // written on Windows, and with tabs
        text: `frontend "web"
\tbind unix@${httpSocket}
\tredirect location /new if { path /old }
\tuse_backend blog if { hdr(host) -i blog.example.test }
\tuse_backend 'shop' if { hdr(host) -i "shop.example.test" } # the shop
`.replaceAll("\n", "\r\n"),
      },
      {
        file: "20-shop.cfg",
        text: `backend shop
  server s1 ${shop}
`,
      },
      {
        file: "30-blog.cfg",
        text: `backend blog
  fullconn 100
  server s1 ${blog} send-proxy
`,
      },
    ],
    hosts: { "shop.example.test": "shop" },
    site: "shop.example.test",
    table: { "blog.example.test": "its servers need send-proxy", "shop.example.test": [] },
  },
  {
    name: "defaults … from",
    files: ({ dir, httpSocket, runtimeSocket }, { shop, blog }) =>
      one(`global
  stats socket ${runtimeSocket} mode 600 level admin
defaults
  mode tcp
  timeout connect 1s
  timeout client 1s
  timeout server 1s
listen database
  bind unix@${dir}/database.sock
  server s1 ${blog}
defaults base
  mode http
  timeout connect 5s
  timeout client 30s
  timeout server 60s
defaults checked from base
  option httpchk HEAD /
  default-server inter 1h fall 9 check
defaults plain from base
  option http-server-close
frontend web from base
  bind unix@${httpSocket}
  acl shop hdr(host) -i shop.example.test
  use_backend shop if shop
  default_backend blog
backend shop from checked
  server s1 ${shop}
backend blog from plain
  server s1 ${blog}
`),
    hosts: { "shop.example.test": "shop", "other.example.test": "blog" },
    site: "shop.example.test",
    table: { "shop.example.test": ["httpchk", "inter", "fall"] },
  },
];
