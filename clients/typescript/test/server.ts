import { spawn, type ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

export interface ServerOptions {
  /** Keys that are known, with their roles; without any the installation is open. */
  keys?: { key: string; role: string }[];
  /** Further settings, as environment variables. */
  settings?: Record<string, string>;
}

/** A real Api, with a database of its own that outlives its process. */
export class Server {
  readonly #directory = mkdtempSync(join(tmpdir(), "promptintel-"));
  #options: ServerOptions;
  #process: ChildProcess | undefined;
  #port = 0;

  constructor(options: ServerOptions = {}) {
    this.#options = options;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  async start(): Promise<void> {
    this.#port ||= await freePort();
    const keys = (this.#options.keys ?? []).flatMap(({ key, role }, index) => [
      [`PromptIntel__Auth__ApiKeys__${index}__Name`, `key${index}`],
      [`PromptIntel__Auth__ApiKeys__${index}__Role`, role],
      [`PromptIntel__Auth__ApiKeys__${index}__Hash`, createHash("sha256").update(key).digest("hex")],
    ]);
    this.#process = spawn("dotnet", [program()], {
      cwd: this.#directory,
      stdio: "ignore",
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        DOTNET_ROOT: process.env["DOTNET_ROOT"],
        ASPNETCORE_ENVIRONMENT: "Development",
        ASPNETCORE_URLS: this.url,
        PromptIntel__Storage__Path: join(this.#directory, "promptintel.db"),
        PromptIntel__Inference__Provider: "Offline",
        ...Object.fromEntries(keys),
        ...this.#options.settings,
      },
    });
    await this.#ready();
  }

  /** For the next start. */
  configure(options: ServerOptions): void {
    this.#options = options;
  }

  /** Without a word, in the middle of whatever it does. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.#process?.once("exit", resolve));
    this.#process?.kill("SIGKILL");
    await gone;
  }

  async dispose(): Promise<void> {
    if (this.#process?.exitCode === null && this.#process.signalCode === null) {
      await this.kill();
    }
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    const end = Date.now() + 90_000;
    while (Date.now() < end) {
      if (this.#process?.exitCode !== null) {
        throw new Error(`The Api ended with ${this.#process?.exitCode}.`);
      }
      const answer = await fetch(`${this.url}/health`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error("The Api did not become ready.");
  }
}

/** The Api that was built last. */
function program(): string {
  const folder = join(ROOT, "artifacts/bin/PromptIntel.Api");
  const built = readdirSync(folder).map((configuration) => join(folder, configuration, "PromptIntel.Api.dll")).filter(existsSync);
  const [newest] = built.sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (newest === undefined) {
    throw new Error("Build the Api first.");
  }
  return newest;
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
