// What a page of ours could do if hostile code ran in it: nothing but what the contract offers.
import type { Page } from '@playwright/test';
import { expect, test } from './cloud-fixture.ts';
import { tryCall } from './page-bridge.ts';
import { firstRun } from './screens.ts';

test('the page loads without a complaint, under its own scheme', async ({ launch }) => {
  const app = await launch();
  await expect(firstRun(app.page).trySandbox).toBeVisible();
  expect(app.page.url()).toMatch(/^app:\/\//);
  // Once more, now that every line of its console is heard from the first.
  await app.page.reload();
  await expect(firstRun(app.page).trySandbox).toBeVisible();
  expect(await app.problems()).toEqual([]);
});

test('the window is locked: sandbox, isolation, no Node', async ({ launch }) => {
  const app = await launch();
  const preferences = await app.electronApp.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    };
    return contents.getLastWebPreferences();
  });
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  });
  const globals = await app.page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer', 'electron'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(globals, 'Node or Electron in the page').toEqual([]);
  const bridge = await app.page.evaluate(() =>
    Object.keys((globalThis as unknown as { sallyport: object }).sallyport).sort(),
  );
  expect(bridge).toEqual(['call', 'cancel', 'on', 'takeDrop']);
});

test('windows, navigation, frames and files outside the app are refused', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  await expect(firstRun(page).trySandbox).toBeVisible();
  app.expectProblem(/Refused to|Not allowed to load local resource|ERR_|frame|file:/i);
  const home = page.url();
  expect(await page.evaluate(() => window.open('https://example.com/') === null), 'window.open').toBe(true);
  await app.electronApp.evaluate(({ BrowserWindow }) => {
    const refused: string[] = [];
    (globalThis as { refused?: string[] }).refused = refused;
    BrowserWindow.getAllWindows()[0]?.webContents.on('will-navigate', (event, url) => {
      if (event.defaultPrevented) refused.push(url);
    });
  });
  await page.evaluate(() => {
    const link = document.createElement('a');
    link.href = 'https://example.com/';
    document.body.append(link);
    link.click();
    link.href = 'file:///etc/passwd';
    link.click();
    location.assign('https://example.com/elsewhere');
  });
  // The last one: what was tried before it has been answered.
  await expect
    .poll(() => app.electronApp.evaluate(() => (globalThis as { refused?: string[] }).refused))
    .toContain('https://example.com/elsewhere');
  expect(page.url()).toBe(home);
  expect(await app.electronApp.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);

  const fetched = await page.evaluate(async () => {
    const tries = [
      'file:///etc/passwd',
      'https://example.com/',
      'http://127.0.0.1:1/',
      'app://sallyport/../../../../etc/passwd',
      'app://other/index.html',
    ];
    const answers = [];
    for (const url of tries) {
      const answer = await fetch(url).then(
        (response) => response.ok,
        () => false,
      );
      answers.push(`${url} ${answer ? 'came' : 'refused'}`);
    }
    return answers;
  });
  expect(fetched.filter((answer) => answer.endsWith('came'))).toEqual([]);
});

test('no script but the app’s own runs', async ({ launch }) => {
  const app = await launch();
  const { page } = app;
  app.expectProblem(/Refused to|Content Security Policy/i);
  await noteRefused(page);
  // evaluate() itself is above the policy; what it leaves behind in the page is not.
  await page.evaluate(() => {
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.byInline = true';
    document.body.append(inline);
    const image = document.createElement('img');
    image.setAttribute('onerror', 'globalThis.byHandler = true');
    image.src = 'data:image/png;base64,broken';
    document.body.append(image);
    const script = document.createElement('script');
    script.src = 'data:text/javascript,globalThis.byAddress = true';
    document.body.append(script);
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
  });
  // The last of them are told by another process.
  await expect
    .poll(() => refusedSoFar(page))
    .toEqual(['frame-src', 'script-src-attr', 'script-src-elem', 'script-src-elem']);
  const ran = await page.evaluate(() =>
    ['byInline', 'byHandler', 'byAddress'].filter((name) => name in globalThis),
  );
  expect(ran).toEqual([]);
});

/** Parts of the policy that something met, from now on. */
async function noteRefused(page: Page): Promise<void> {
  await page.evaluate(() => {
    const refused: string[] = [];
    (globalThis as { refused?: string[] }).refused = refused;
    document.addEventListener('securitypolicyviolation', (event) => refused.push(event.effectiveDirective));
  });
}

async function refusedSoFar(page: Page): Promise<readonly string[]> {
  const refused = await page.evaluate(() => (globalThis as { refused?: string[] }).refused ?? []);
  return refused.sort();
}

test('permissions are denied', async ({ launch }) => {
  const app = await launch();
  app.expectProblem(/permission|Refused|denied/i);
  const states = await app.page.evaluate(async () => {
    const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'midi'] as const;
    return Promise.all(
      names.map(async (name) => (await navigator.permissions.query({ name: name as PermissionName })).state),
    );
  });
  expect(new Set(states)).toEqual(new Set(['denied']));
  const asked = await app.page.evaluate(async () => [
    await Notification.requestPermission(),
    await navigator.requestMIDIAccess().then(
      () => 'given',
      () => 'denied',
    ),
  ]);
  expect(asked).toEqual(['denied', 'denied']);
  const camera = await app.page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'given',
      (error: unknown) => (error as Error).name,
    ),
  );
  expect(camera).toMatch(/NotAllowedError|NotFoundError/);
});

test('calls outside the contract are answered with a refusal', async ({ launch }) => {
  const app = await launch();
  await expect(firstRun(app.page).trySandbox).toBeVisible();
  const unknown = await tryCall(app.page, 'files.read', { path: '/etc/passwd' });
  expect(unknown).toMatchObject({ ok: false, error: { code: 'ipc/refused' } });
  expect(await tryCall(app.page, '__proto__', null)).toMatchObject({
    ok: false,
    error: { code: 'ipc/refused' },
  });
  for (const [name, input] of [
    ['connections.close', { connectionId: '../../etc' }],
    ['library.rename', { savedConnectionId: 'x', name: '' }],
    ['settings.change', { terminal: { fontSize: 4000 } }],
    ['inventory.load', { access: { profileId: 'profile:a\nb', region: 'eu-west-1' } }],
    ['links.open', { url: 7 }],
  ] as const) {
    expect(await tryCall(app.page, name, input), name).toMatchObject({
      ok: false,
      error: { code: 'ipc/invalid-input' },
    });
  }
  for (const url of [
    'file:///etc/passwd',
    'javascript:alert(1)',
    'ssh://host',
    'https://user:pw@example.com/',
  ]) {
    expect(await tryCall(app.page, 'links.open', { url }), url).toMatchObject({ ok: false });
  }
});
