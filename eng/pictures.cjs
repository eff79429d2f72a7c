// Visits a dashboard that runs and takes the pictures of docs/dashboard.md; see eng/take-pictures.
const [, , playwright, login, run, failed, directory] = process.argv;
const { chromium } = require(playwright);

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];
const origin = new URL(login).origin;
const width = 1400;
// The exporters send every few seconds, and what was sent last is seen last.
const patience = 60_000;

async function take(page, name, height, path, visit) {
  await page.setViewportSize({ width, height });
  await page.goto(origin + path);
  await visit(text => page.getByText(text).first().waitFor({ timeout: patience }));
  // Bars and graphs are drawn after their texts.
  await page.waitForTimeout(2_000);
  await page.mouse.move(width - 5, height - 5);
  await page.screenshot({ path: `${directory}/${name}.png` });
}

async function main() {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM, headless: true, args: flags });
  const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme: 'light', locale: 'en-GB' });
  await page.goto(login);

  await take(page, 'resources', 620, '/', async see => { await see('worker'); await see('Running'); });
  await take(page, 'traces', 560, '/traces', see => see('POST /api/prompts/execute'));
  await take(page, 'trace', 1_920, `/traces/detail/${run}`, see => see('stage persist'));
  await take(page, 'model-call', 900, `/traces/detail/${run}`, async see => {
    await see('stage persist');
    await page.getByText('chat offline-extractor').first().click();
    await see('gen_ai.request.model');
  });
  await take(page, 'failed-run', 1_000, `/traces/detail/${failed}`, async see => {
    await see('stage intake');
    await page.getByText('stage intake').first().click();
    await see('error.type');
  });
  await take(page, 'logs', 720, `/structuredlogs?filters=log.traceid%3Aequals%3A${run}`, see => see('stage persist'));
  const metric = 'meter=PromptIntel.Execution&instrument=promptintel.execution.stage.duration&duration=1&view=Graph';
  await take(page, 'metrics', 900, `/metrics/resource/worker?${metric}`, async see => {
    await see('Duration of stages');
    // The list begins with those of .NET.
    await page.getByTitle('promptintel.search.embedded_entries').first().scrollIntoViewIfNeeded();
  });

  await browser.close();
}

main().catch(error => {
  console.error(error.message);
  process.exit(1);
});
