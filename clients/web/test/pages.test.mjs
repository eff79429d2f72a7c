import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";

import { findBrowser, startApplication } from "./application.mjs";

const skip = findBrowser() === undefined ? "no chromium on PATH; eng/install-test-tools installs it" : false;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PDF = new URL("../../../docs/requests/entry-fees.pdf", import.meta.url).pathname;
const SHORT = "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nContact: Ann Lee\n";

let app;

before(async () => {
  app = skip ? undefined : await startApplication();
});
after(() => app?.stop());

/** A page that fails the test when it logs an error. */
async function open(path, options = {}) {
  const context = await app.browser.newContext({ baseURL: app.url, reducedMotion: "reduce", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(path);
  return { page, errors, close: () => context.close() };
}

async function startRun(page, text) {
  await page.getByLabel("Questionnaire").fill(text);
  await page.getByRole("button", { name: "Make the contract" }).click();
  await page.waitForURL("**/runs/*");
}

async function assertAccessible(page, where) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  assert.deepEqual(violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`), [], where);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(wide <= 0, `${where} is ${wide} px too wide`);
}

test("a questionnaire becomes a contract: stages live, an answer, facts in the source, the download", { skip }, async () => {
  const { page, errors, close } = await open("/");
  await startRun(page, SHORT);

  await page.locator('strong[data-status="waiting"]').waitFor();
  await page.getByText("review waiting").waitFor();
  await page.getByLabel("Comment").fill("Read and agreed.");
  await page.getByRole("button", { name: "Approve" }).click();
  await page.locator('strong[data-status="succeeded"]').waitFor();
  assert.equal(await page.locator('.stages li[data-status="succeeded"]').count(), 9);

  await page.getByRole("button", { name: "Pier League Ltd" }).click();
  assert.equal(await page.locator('mark[data-marked="true"]').innerText(), "Pier League Ltd");

  const [download] = await Promise.all([
    page.waitForEvent("download"), page.getByRole("button", { name: "Download contract.html" }).click(),
  ]);
  assert.match(await readFile(await download.path(), "utf8"), /Pier League Ltd/);
  await page.getByRole("button", { name: "Show" }).click();
  await page.frameLocator('iframe[title="Contract"]').getByText("Pier League Ltd").first().waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("a PDF is read into the form", { skip }, async () => {
  const { page, errors, close } = await open("/");

  await page.getByLabel("File").setInputFiles(PDF);

  await page.waitForFunction(() => document.querySelector("textarea").value.includes("Double sculls"));
  assert.deepEqual(errors, []);
  await close();
});

test("what is refused says why", { skip }, async () => {
  const { page, close } = await open("/");
  await page.getByLabel("File").setInputFiles({ name: "empty.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7 nothing") });

  await page.getByRole("alert").filter({ hasText: "PDF" }).waitFor();
  await close();
});

test("a rejected run says so, and is followed through the death of its server", { skip, timeout: 180_000 }, async () => {
  const { page, close } = await open("/");
  await startRun(page, SHORT);
  await page.getByRole("button", { name: "Reject" }).waitFor();

  await app.api.kill();
  await page.getByText("the server is away").waitFor();
  await app.api.start();
  await page.getByText("the server is away").waitFor({ state: "detached" });
  await page.getByLabel("Comment").fill("The legal entity is missing.");
  await page.getByRole("button", { name: "Reject" }).click();

  await page.locator('strong[data-status="failed"]').waitFor();
  await page.getByText("The legal entity is missing.").first().waitFor();
  await close();
});

test("a prompt is found, run, and shown anew as soon as it is improved", { skip }, async () => {
  const { page, errors, close } = await open("/prompts");
  await page.getByLabel("What it is for").fill("read the facts of a league from a questionnaire");
  await page.getByRole("button", { name: "Search" }).click();
  await page.getByRole("link", { name: "extract_questionnaire" }).click();
  await page.locator('[data-version="1"]').waitFor();

  await page.getByLabel("Questionnaire text").fill(SHORT);
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByLabel("Result").filter({ hasText: "Pier League Ltd" }).waitFor();

  const body = JSON.stringify({ namespace: "workflows", name: "extract_questionnaire", suggestions: ["Read the turnover."] });
  const headers = { "content-type": "application/json" };
  const updated = await fetch(`${app.api.url}/api/prompts/update`, { method: "POST", headers, body });
  assert.equal(updated.status, 200);
  await page.locator('[data-version="2"]').waitFor();
  assert.deepEqual(errors, []);
  await close();
});

test("a run that could not be read when something happened is read again", { skip }, async () => {
  const { page, close } = await open("/");
  let refused = 0;
  // The run itself; its events come all the same.
  await page.route(/\/api\/executions\/[^/]+$/, (route) => (refused++ < 3 ? route.abort() : route.continue()));
  await startRun(page, SHORT);

  await page.getByRole("button", { name: "Approve" }).waitFor();
  assert.ok(refused > 3);
  assert.equal(await page.getByRole("alert").filter({ hasText: "reached" }).count(), 0);
  await close();
});

test("a prompt is run once at a time, and says when its server is away", { skip, timeout: 180_000 }, async () => {
  const { page, close } = await open("/prompts/workflows/extract_questionnaire");
  const run = page.getByRole("button", { name: "Run" });
  await page.getByLabel("Questionnaire text").fill(SHORT);
  let goOn;
  const held = new Promise((resolve) => (goOn = resolve));
  await page.route("**/api/prompts/execute", (route) => held.then(() => route.continue()));

  await run.click();
  await page.locator("form[aria-busy=true]").waitFor();
  assert.equal(await run.isDisabled(), true);
  goOn();
  await page.getByLabel("Result").waitFor();
  assert.equal(await run.isDisabled(), false);

  await app.api.kill();
  await page.getByText("The server is away").waitFor();
  await app.api.start();
  await page.getByText("The server is away").waitFor({ state: "detached" });
  await close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`every page is accessible and fits 390 px, ${colorScheme}`, { skip }, async () => {
    const { page, close } = await open("/", { colorScheme, viewport: { width: 390, height: 844 } });
    await assertAccessible(page, "form");
    await startRun(page, SHORT);
    await page.getByRole("button", { name: "Approve" }).waitFor();
    await page.getByRole("button", { name: "Download contract.html" }).waitFor();
    await assertAccessible(page, "run");
    await page.goto("/prompts/general/classify_text");
    await page.locator("[data-version]").waitFor();
    await assertAccessible(page, "prompt");
    await page.goto("/prompts");
    await page.getByLabel("What it is for").fill("classify");
    await page.getByRole("button", { name: "Search" }).click();
    await page.getByText("found").first().waitFor();
    await assertAccessible(page, "search");
    await close();
  });
}
