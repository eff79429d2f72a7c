import { spawn } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { freePort, Server } from "../../typescript/dist/test/server.js";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const ARGUMENTS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
  "--disable-sync",
];

/** The system's own browser; none is ever downloaded. */
export function findBrowser() {
  return (process.env.PATH ?? "").split(delimiter)
    .flatMap((folder) => ["chromium-headless-shell", "chromium", "chromium-browser"].map((name) => join(folder, name)))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** The built pages, a real Api on another origin that knows them, and a browser. */
export async function startApplication() {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const api = new Server({ settings: { PromptIntel__Api__CorsOrigins__0: url } });
  await api.start();
  const web = spawn(process.execPath, [join(HERE, "node_modules/next/dist/bin/next"), "start", "--port", String(port)], {
    cwd: HERE,
    stdio: "ignore",
    env: { ...process.env, PROMPTINTEL_API: api.url, NEXT_TELEMETRY_DISABLED: "1" },
  });
  const browser = await chromium.launch({ executablePath: findBrowser(), args: ARGUMENTS });

  for (let tries = 0; !(await fetch(url).catch(() => undefined))?.ok; tries++) {
    if (tries > 300) {
      throw new Error("The pages did not become ready.");
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  return {
    url,
    api,
    browser,
    async stop() {
      await browser.close();
      web.kill();
      await api.dispose();
    },
  };
}
