import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

import type { NextConfig } from "next";

const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Content-Security-Policy", value: "frame-ancestors 'none'; object-src 'none'; base-uri 'none'" },
];

const config: NextConfig = {
  // The client beside this folder is a link.
  turbopack: { root: dirname(dirname(fileURLToPath(import.meta.url))) },
  poweredByHeader: false,
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
